import {
  type ActivationPart,
  type BuildSealedContext,
  type HostContext,
  type Section,
  type Surroundings,
  sh,
  type UndoStep,
  type WrittenFile,
} from '@fck/core';
import { scheduleErrors } from './errors.js';
import {
  applySchedule,
  forgetSchedule,
  jobsOnHost,
  keepSchedule,
  removeSchedule,
  restoreSchedule,
} from './host-functions.js';
import { jobState, stateCommand } from './job-state.js';
import { jobsOfHost } from './jobs-of-host.js';
import { beforePath, placesOf, prefixOf, UNITS } from './places.js';
import type { Schedule } from './section.js';
import { filesOfJob } from './units.js';

/** The undo step that brings back the schedule before an activation. */
export const RESTORE = 'schedule.restore';

/** Has timers of systemd run the jobs of a role with the build that serves. */
export function schedulePart(section: Section<Schedule>): ActivationPart {
  const filesOn = async (
    context: Pick<BuildSealedContext, 'project' | 'role' | 'host' | 'hostsOf' | 'fck' | 'remote'>,
    surroundings: Surroundings,
  ): Promise<WrittenFile[]> => {
    const jobs = await jobsOfHost(context, section);
    if (jobs.size === 0) return [];
    const user = surroundings.user ?? (await context.remote.facts()).user;
    return [...jobs].flatMap(([name, job]) => filesOfJob(context, name, job, { ...surroundings, user }));
  };

  return {
    about: 'Runs jobs of the application at set times.',

    async prepare(context, surroundings) {
      const { remote, role, fck } = context;
      const [facts, files, jobs, present] = await Promise.all([
        remote.facts(),
        filesOn(context, surroundings),
        jobsOfHost(context, section),
        jobsThere(context),
      ]);
      if (files.length === 0 && present.length === 0) return undefined;
      if (facts.init !== 'systemd') throw scheduleErrors.noSystemd(remote.host.name, role.name);
      if ((await fck.onlyHost()) && Object.values(section.of(role) ?? {}).some(({ hosts }) => hosts === 1))
        context.warn(
          `Jobs of ${role.name} with \`hosts: 1\` do not run here: a machine that deploys to itself does not know the others.`,
        );
      const root = remote.as('root');
      return async () => {
        await context.undo(RESTORE, {});
        await root.run(keepSchedule(context), { title: 'keep the schedule as it is', bookkeeping: true });
        context.switch('schedule the jobs of the build', async () => {
          const written = await writeFiles(context, files);
          const ids = [...jobs.keys()].map((name) => `${prefixOf(context)}${name}`);
          const moved = ids.filter((id) => written.includes(`${UNITS}/${id}.timer`));
          const gone = present.filter((job) => !jobs.has(job));
          const removed = gone.length > 0 ? `, remove ${gone.join(', ')}` : '';
          await root.run(applySchedule(context, ids, moved), {
            title: `schedule ${[...jobs.keys()].join(', ') || 'no job'}${removed}`,
          });
        });
        context.finish('forget the schedule before', () =>
          root.run(forgetSchedule(context), { title: `remove ${beforePath(context)}`, bookkeeping: true }),
        );
      };
    },

    files: filesOn,

    async problems(context) {
      const jobs = [...(await jobsOfHost(context, section)).keys()];
      const stopped = await Promise.all(
        jobs.map((job) => {
          const { timer, timerPath } = placesOf(context, job);
          return context.remote.test(sh`[ -f ${timerPath} ] && ! systemctl is-active --quiet ${timer}`);
        }),
      );
      return jobs
        .filter((_, index) => stopped[index])
        .map((job) => `the timer of the job ${job} does not run`);
    },

    async failures(context) {
      const jobs = [...(await jobsOfHost(context, section)).keys()];
      const states = await Promise.all(
        jobs.map(async (job) => jobState((await context.remote.look(stateCommand(context, job))).stdout)),
      );
      return jobs.flatMap((job, index) => {
        const { result, last } = states[index] ?? {};
        return result === undefined || result === 'ok' ? [] : [`the job ${job} ${result} at ${last}`];
      });
    },

    async deactivate(context) {
      const names = await jobsThere(context);
      if (names.length > 0)
        await context.step('remove its schedule', () =>
          context.remote
            .as('root')
            .run(removeSchedule(context), { title: `remove the jobs ${names.join(', ')}` }),
        );
    },
  };
}

/** The names of the jobs that a host runs for a role now. */
async function jobsThere(context: HostContext): Promise<string[]> {
  const { stdout } = await context.remote.look(jobsOnHost(context));
  return stdout.split('\n').flatMap((id) => (id === '' ? [] : id.slice(prefixOf(context).length)));
}

/** Brings back the schedule before an activation whose switch had begun; otherwise it was not changed. */
export const restore: UndoStep = async (context, _data, { switched }) => {
  const command = switched ? restoreSchedule(context) : forgetSchedule(context);
  await context.remote.as('root').run(command, { title: 'bring back the schedule', bookkeeping: !switched });
};

/** Writes the files of jobs. Units are public; the environment is root's. @returns the paths of those that differed */
async function writeFiles({ remote }: HostContext, files: readonly WrittenFile[]): Promise<string[]> {
  const root = remote.as('root');
  const differed = await Promise.all(
    files.map(({ path, content }) =>
      root.write(path, content, { mode: path.startsWith(UNITS) ? 0o644 : 0o600, owner: 'root' }),
    ),
  );
  return files.flatMap(({ path }, index) => (differed[index] ? [path] : []));
}
