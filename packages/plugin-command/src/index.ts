import { definePlugin } from '@fck/core';
import { artifactSchema } from './build-sections.js';
import { commandBuilder } from './builder.js';
import { checkRepo } from './repository.js';
import { commandService } from './service.js';

/** Makes builds with a command, `build: {command, artifact}`, and serves them with a program, `activate: command:`. */
export default definePlugin({
  name: 'command',
  apply(fck) {
    const artifacts = fck.section({
      at: 'role.build',
      name: 'artifact',
      about:
        'What the build command makes: a folder whose content is the build, or a list of files and folders.',
      schema: artifactSchema,
    });
    const commands = fck.builders.register('command', commandBuilder(artifacts));
    fck.services.register('command', commandService);

    fck.hooks.validate.tap('command', (validation) => {
      const [sources] = fck.sources.entries();
      for (const role of validation.project.roles) {
        const command = commands.of(role);
        if (command && sources) checkRepo(validation, role, command, sources.value);
        if (!command && artifacts.of(role) !== undefined)
          validation.report({
            message: `The role "${role.name}" has an artifact, but no command that makes it.`,
            hint: 'Add `command:` beside it.',
            where: role.document.placeOf(['build', 'artifact']),
          });
      }
    });
    fck.hooks.provision.tap('command', (context) => {
      if (commands.of(context.role)) context.tool('git', 'build: command:');
    });
  },
});
