import { definePlugin } from '@fck/core';
import { scheduleErrors } from './errors.js';
import { jobCommands } from './job-commands.js';
import { jobsOfHost } from './jobs-of-host.js';
import { RESTORE, restore, schedulePart } from './schedule-part.js';
import { scheduleSchema } from './section.js';

/** Runs jobs of the application at set times, `activate: schedule:`, with the build that serves. */
export default definePlugin({
  name: 'schedule',
  apply(fck) {
    const section = fck.section({
      at: 'role.activate',
      name: 'schedule',
      about: 'Jobs that the hosts run at set times, with the build that serves.',
      schema: scheduleSchema,
      usesEnvironment: true,
    });
    fck.activationParts.register('schedule', schedulePart(section));
    fck.undoSteps.register(RESTORE, restore);
    fck.commands.register('jobs', jobCommands(section));
    fck.hooks.provision.tapPromise('schedule', async (context) => {
      if ((await jobsOfHost(context, section)).size === 0) return;
      context.declare({
        name: 'systemd runs its schedule',
        after: [],
        async check(remote) {
          if ((await remote.facts()).init !== 'systemd')
            throw scheduleErrors.noSystemd(remote.host.name, context.role.name);
          return true;
        },
        apply: async () => undefined,
      });
    });
  },
});
