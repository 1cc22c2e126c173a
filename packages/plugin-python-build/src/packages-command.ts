import type { CommandGroup, Fck } from '@fck/core';
import { type Downloaded, downloadPackages } from './download-packages.js';
import { buildErrors } from './errors.js';
import type { Plan } from './plan-schema.js';

const TASK = 'download-packages';

/** Registers `fck packages download`. */
export function registerPackagesCommand(
  fck: Fck,
  planOf: (role: Fck['project']['roles'][number]) => Plan | undefined,
): void {
  const downloaded: Downloaded[] = [];
  fck.tasks.register(TASK, {
    about: 'fills the wheelhouse of this machine with the packages of the last build',
    sends: ['build'],
    async run(task) {
      let isBuilt = false;
      await task.eachHost(async (context) => {
        const plan = planOf(context.role);
        if (!plan) return;
        const found = await downloadPackages(context, plan);
        if (!found) return;
        isBuilt = true;
        downloaded.push(found);
        context.note(`${found.folder} has ${found.files.length} more packages.`);
      });
      if (!isBuilt) throw buildErrors.noPackagesKnown();
    },
  });
  const group: CommandGroup = {
    about: 'the packages that builds of Python are made with',
    commands: {
      download: {
        about: 'fills the wheelhouse of this machine with the packages of the last build',
        async run({ selection, dryRun, signal }) {
          downloaded.length = 0;
          await fck.run([TASK], { ...selection, dryRun, signal });
          const files = downloaded.flatMap((one) => one.files);
          return {
            document: { downloaded },
            text: [...files, `${files.length} packages were added.`].join('\n'),
          };
        },
      },
    },
  };
  fck.commands.register('packages', group);
}
