const { definePlugin } = require('@fck/core');
const { z } = require('zod');
const { declareGreeting, greetingFile } = require('./greeting.js');

const name = '%PLUGIN%';

/** The options in `plugins:`. fck reports invalid ones with their place in the file. */
const schema = z.strictObject({ text: z.string().min(1).default('Deployed by fck.') });

module.exports = definePlugin({
  name,
  schema,
  apply(fck, { text }) {
    fck.hooks.provision.tap(name, (context) => declareGreeting(context, text));
    fck.tasks.register(name, {
      about: 'shows the greeting of each host',
      run: (task) =>
        task.eachHost(async ({ remote, paths, note }) => {
          const greeting = await remote.read(greetingFile(paths));
          note(greeting?.trim() ?? 'There is no greeting yet: fck run provision');
        }),
    });
  },
});
