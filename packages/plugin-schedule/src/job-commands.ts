import { command, type Fck, type Host, type Role, type Section, type Selection, sh } from '@fck/core';
import { scheduleErrors } from './errors.js';
import { jobState, stateCommand } from './job-state.js';
import { jobsOfHost } from './jobs-of-host.js';
import { placesOf } from './places.js';
import type { Schedule } from './section.js';

/** A job on one of the hosts that run it. */
interface PlacedJob {
  readonly role: Role;
  readonly host: Host;
  readonly job: string;
}

/** Lines of the log of a job, unless the user asks for more. */
const LINES = 100;

/** Exit code of a run that did not begin, because the job runs already. */
const RUNS_ALREADY = 75;

/** The verbs of `fck jobs`. */
export function jobCommands(section: Section<Schedule>) {
  const list = command({
    about: 'the jobs of each host: when they run, and how they ended last',
    examples: ['jobs list', 'jobs list --json'],
    run: async ({ fck, selection }) => {
      const rows = await Promise.all(
        (await placedJobs(fck, section, selection)).map(async (placed) => {
          const [result] = await execThere(
            fck,
            placed,
            stateCommand({ project: fck.project, ...placed }, placed.job),
          );
          const { next, last, result: ended, runs } = jobState(result?.stdout ?? '');
          const problem = result?.error;
          return {
            role: placed.role.name,
            host: placed.host.name,
            job: placed.job,
            next,
            last,
            runs,
            result: ended,
            problem,
          };
        }),
      );
      return {
        document: rows,
        table: {
          columns: ['role', 'host', 'job', 'next', 'last', 'result'],
          rows: rows.map(({ role, host, job, next, last, runs, result, problem }) => [
            role,
            host,
            job,
            next ?? '-',
            last ?? '-',
            problem ?? (runs ? 'runs now' : (result ?? '-')),
          ]),
        },
      };
    },
  });

  const run = command({
    about: 'runs a job now, with the build that serves, and shows its output',
    usage: '<job>',
    examples: ['jobs run nightly', 'jobs run nightly -r web'],
    withoutDryRun: true,
    run: async ({ fck, args: [name = ''], selection, progress }) => {
      const placed = await jobNamed(fck, section, selection, name);
      const results = await Promise.all(
        placed.map(async (one) => {
          progress(`${name} runs on ${one.host.name}`);
          const { service } = placesOf({ project: fck.project, ...one }, name);
          const [result] = await execThere(
            fck,
            one,
            sh`
[ "$(systemctl show --property LoadState --value ${service})" = loaded ] || { echo 'The job is not on the host: activate the role.'; exit 1; }
[ "$(systemctl show --property ActiveState --value ${service})" != activating ] || { echo 'The job runs already.'; exit ${RUNS_ALREADY}; }
systemctl start ${service} 2>/dev/null; code=$?
invocation=$(systemctl show --property InvocationID --value ${service})
journalctl --sync 2>/dev/null
journalctl --no-pager --quiet --output cat _SYSTEMD_INVOCATION_ID="$invocation"
exit $code`,
            'root',
          );
          return {
            role: one.role.name,
            host: one.host.name,
            job: name,
            ok: result?.code === 0,
            output: result?.stdout ?? '',
            problem: result?.error,
          };
        }),
      );
      const text = results
        .map(({ host, output, problem, ok }) =>
          [
            ...(results.length > 1 ? [`${host}:`] : []),
            output.trimEnd(),
            ...(ok ? [] : [`${name} failed on ${host}${problem ? `: ${problem}` : '.'}`]),
          ]
            .filter((line) => line !== '')
            .join('\n'),
        )
        .join('\n');
      return { document: results, text, exitCode: results.every(({ ok }) => ok) ? 0 : 1 };
    },
  });

  const logs = command({
    about: 'the output of the last runs of a job',
    usage: '<job>',
    options: { lines: { about: 'at most so many lines of each host', kind: 'number', default: LINES } },
    examples: ['jobs logs nightly', 'jobs logs nightly --lines 500'],
    run: async ({ fck, args: [name = ''], selection, options: { lines } }) => {
      const placed = await jobNamed(fck, section, selection, name);
      const logsOf = await Promise.all(
        placed.map(async (one) => {
          const { service } = placesOf({ project: fck.project, ...one }, name);
          const [result] = await execThere(
            fck,
            one,
            sh`journalctl --sync 2>/dev/null; journalctl --unit ${service} --lines ${lines} --output short-iso --no-pager --quiet`,
            'root',
          );
          return {
            role: one.role.name,
            host: one.host.name,
            log: result?.stdout ?? '',
            problem: result?.error,
          };
        }),
      );
      const text = logsOf
        .map(
          ({ host, log, problem }) => `${logsOf.length > 1 ? `${host}:\n` : ''}${problem ?? log.trimEnd()}`,
        )
        .join('\n');
      return {
        document: logsOf,
        text,
        exitCode: logsOf.some(({ problem }) => problem !== undefined) ? 1 : 0,
      };
    },
  });

  return { about: 'jobs that run at set times', commands: { list, run, logs } };
}

function execThere(fck: Fck, { host, role }: PlacedJob, line: ReturnType<typeof sh>, as?: string) {
  return fck.exec(line, { hosts: [host.name], roles: [role.name] }, undefined, as);
}

/** The jobs of the chosen hosts, by role, host and name. */
async function placedJobs(fck: Fck, section: Section<Schedule>, selection: Selection): Promise<PlacedJob[]> {
  const hosts = await fck.hosts(selection);
  const hostsOf = (name: string) => fck.hostsOf(fck.roleNamed(name));
  const placed = await Promise.all(
    hosts.map(async (host) => {
      const role = fck.roleNamed(host.role);
      return [...(await jobsOfHost({ fck, role, host, hostsOf }, section)).keys()].map((job) => ({
        role,
        host,
        job,
      }));
    }),
  );
  return placed.flat();
}

/**
 * A job, on each chosen host that runs it.
 *
 * @throws FckError `JOB_UNKNOWN`, `JOB_AMBIGUOUS`
 */
async function jobNamed(
  fck: Fck,
  section: Section<Schedule>,
  selection: Selection,
  name: string,
): Promise<PlacedJob[]> {
  const all = await placedJobs(fck, section, selection);
  const placed = all.filter(({ job }) => job === name);
  const roles = [...new Set(placed.map(({ role }) => role.name))];
  if (placed.length === 0) throw scheduleErrors.jobUnknown(name, [...new Set(all.map(({ job }) => job))]);
  if (roles.length > 1) throw scheduleErrors.jobAmbiguous(name, roles);
  return placed;
}
