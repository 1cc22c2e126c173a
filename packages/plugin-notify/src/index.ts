import { definePlugin } from '@fck/core';
import { Notifier } from './notifier.js';
import { optionsSchema } from './options.js';
import { servicesOf } from './services/services.js';

/** Tells chats and webhooks how runs end: one message a run, which is updated where the service allows that. */
export default definePlugin({
  name: 'notify',
  schema: optionsSchema,
  apply(fck, options) {
    const notifier = new Notifier(fck, servicesOf(options), options);
    fck.hooks.event.tap('notify', (event) => {
      if (event.type === 'run:start') notifier.started(event);
    });
    fck.hooks.activate.tap('notify', ({ run, role, build }) => notifier.activates(run, role.name, build));
    fck.hooks.done.tapPromise('notify', (summary, run) => notifier.ended(summary, run));
  },
});
