import type { TaskContext } from '../api/contexts.js';
import type { Host } from '../api/host.js';
import type { Role } from '../api/role.js';
import type { RunTasksOptions } from '../api/run-options.js';
import type { Selection } from '../api/selection.js';
import type { RunSummary } from '../api/summary.js';
import { bindPlugin, runAsCore, withWork } from '../attribution/attribution.js';
import { argumentErrors } from '../errors/arguments.js';
import { callErrors } from '../errors/call.js';
import { type ConfigProblem, configErrors } from '../errors/config.js';
import { errorFields } from '../errors/describe-error.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { inWords } from '../errors/found-in-words.js';
import { runErrors } from '../errors/run.js';
import { here } from '../hosts/check-selection.js';
import { selectHosts } from '../hosts/select.js';
import { Waiting } from '../hosts/waiting.js';
import { headOf } from '../journal/describe-run.js';
import type { Resumption } from '../journal/resumption.js';
import { locksOf } from '../lock/locks-of-run.js';
import { isSkippedForHosts, refuseChosenHosts } from './check-run.js';
import { showConfigNotes } from './config-notes.js';
import { CurrentRun, newRunId } from './current-run.js';
import { needsSecrets, readNeededSecrets } from './needed-secrets.js';
import { runPhase } from './phase.js';
import { pruneAfterRun } from './phases/prune.js';
import { undoPhases } from './phases/undo-phases.js';
import { withoutPipelines } from './pipelines.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';
import { type RunArguments, readTaskArguments } from './task-arguments.js';
import { type NamedTask, tasksInOrder } from './task-order.js';

/** Options for running tasks, in a first run or a resumed one. */
export interface RecordedRunOptions extends RunTasksOptions {
  /** The work of an earlier run, which this run skips. */
  readonly resume?: Resumption | undefined;
}

/**
 * Runs tasks one after the other, each after its dependencies. `done` comes last, even after a failure.
 *
 * @throws FckError the failure that ended the run
 */
export function runTasks(
  fck: RunContainer,
  names: readonly string[],
  options: RecordedRunOptions = {},
): Promise<RunSummary> {
  return runAsCore(() => run(fck, names, options));
}

async function run(
  fck: RunContainer,
  names: readonly string[],
  options: RecordedRunOptions,
): Promise<RunSummary> {
  await fck.loadTasks(names);
  const asked = withoutPipelines(fck.pipelineSource, names);
  const tasks = tasksInOrder(fck.tasks, asked);
  const args = await argumentsFor(fck, tasks, options);
  refuseChosenHosts(tasks, asked, options.hosts);
  for (const role of options.roles ?? []) fck.roleNamed(role);
  const session = sessionFor(fck, names, tasks, { ...options, values: args.values });
  await validate(fck);
  await readSecrets(fck, tasks, options);
  await checkSites(fck, tasks, options);
  const started = Date.now();
  record(session, names, { ...options, args: args.given });
  fck.emit({
    type: 'run:start',
    run: session.run.id,
    tasks: tasks.map(({ name }) => name),
    dryRun: session.options.dryRun,
  });
  showConfigNotes(fck);
  let failure: { error: unknown; task: string } | undefined;
  for (const named of tasks) {
    session.run.failures.clear();
    try {
      await doTask(session, named, { ...options, values: args.values });
    } catch (error) {
      failure = { error, task: named.name };
      break;
    }
  }
  const failures = failure ? session.run.failures.of(failure.task, failure.error) : [];
  if (failure) await undoPhases(session);
  await pruneAfterRun(session);
  const ok = failure === undefined;
  const summary: RunSummary = {
    run: session.run.id,
    tasks: tasks.map(({ name }) => name),
    ok,
    failures,
    ms: Date.now() - started,
    dryRun: session.options.dryRun,
  };
  await session.options.locks?.release();
  if (failure) fck.emit({ type: 'error', run: session.run.id, ...errorFields(failure.error) });
  // A notifier that hangs must not keep an interrupted run alive.
  await withWork({ plugin: 'core', signal: session.options.signal }, () =>
    fck.hooks.done.promise(summary, session.run),
  ).catch((error: unknown) => fck.emit({ type: 'note', level: 'warn', text: messageOf(error) }));
  session.run.profiler.report();
  fck.emit({ type: 'run:end', run: session.run.id, ok, ms: summary.ms, failures });
  fck.recorder.end(session.run.id);
  if (failure) throw failure.error;
  return summary;
}

function sessionFor(
  fck: RunContainer,
  asked: readonly string[],
  tasks: readonly NamedTask[],
  options: RecordedRunOptions & Pick<RunArguments, 'values'>,
): Session {
  const id = newRunId();
  const { dryRun = false, force = false, signal = new AbortController().signal } = options;
  const names = tasks.map(({ name }) => name);
  const waiting = new Waiting((event) => fck.emit(event));
  const locks = dryRun
    ? undefined
    : locksOf(fck, { id, purpose: names.join(' '), wait: options.lockWait ?? 0, signal, waiting });
  const onceDone = options.resume?.once;
  const pipeline = asked.length === 1 ? asked.find((name) => !fck.tasks.has(name)) : undefined;
  const build = options.values.get('activate')?.['build'];
  const { confirm } = options;
  const settings = { dryRun, force, signal, tasks: names, pipeline, build, locks, onceDone, confirm };
  return new Session(new CurrentRun(fck, settings, id, waiting));
}

/** Begins the journal of a run. A dry run has none. */
function record(
  { fck, run: { id }, options: { dryRun, force } }: Session,
  tasks: readonly string[],
  options: RecordedRunOptions,
) {
  if (dryRun) return;
  const { args = {}, roles = [], hosts = [], resume } = options;
  fck.recorder.begin(
    fck.project.stateDirectory,
    headOf(fck, { run: id, tasks, args, roles, hosts, force, resumes: resume }),
  );
}

/**
 * Reports mistakes that plugins find before any host is touched, all at once: names of tools, roles and repositories.
 */
export async function validate(fck: RunContainer): Promise<void> {
  const problems: ConfigProblem[] = [];
  await fck.hooks.validate.promise({ project: fck.project, report: (problem) => problems.push(problem) });
  if (problems.length > 0) throw configErrors.invalid(problems);
}

/** Lets the reverse proxies check the sites that the tasks are going to send to hosts. */
async function checkSites(fck: RunContainer, tasks: readonly NamedTask[], options: Selection): Promise<void> {
  if (!tasks.some(({ task }) => task.sends?.includes('activate'))) return;
  const { project } = fck;
  const toCheck = (role: Role) =>
    fck.proxies
      .entries()
      .filter(({ name, value }) => value.check !== undefined && role.values.has(`activate.${name}`));
  if (!project.roles.some((role) => toCheck(role).length > 0)) return;
  for (const role of await chosenRoles(fck, options))
    for (const { name, value } of toCheck(role))
      await value.check?.({ fck, project, role }, role.values.get(`activate.${name}`));
}

/** The roles that a run works on. */
async function chosenRoles(fck: RunContainer, options: Selection): Promise<readonly Role[]> {
  if (!options.hosts) return rolesNamed(fck, options.roles);
  return rolesNamed(
    fck,
    selectHosts(await fck.hosts(), options).map(({ role }) => role),
  );
}

/** Default: all roles. */
function rolesNamed({ project: { roles } }: RunContainer, names?: readonly string[]): readonly Role[] {
  return names ? roles.filter(({ name }) => names.includes(name)) : roles;
}

/** @throws FckError if a secret that the tasks send is missing: see {@link readNeededSecrets} */
async function readSecrets(
  fck: RunContainer,
  tasks: readonly NamedTask[],
  options: Selection,
): Promise<void> {
  if (!needsSecrets(fck, { tasks, roles: rolesNamed(fck, options.roles) })) return;
  await readNeededSecrets(fck, { tasks, roles: await chosenRoles(fck, options) });
}

/** @throws FckError `ARGUMENT_INVALID` with everything that is wrong, `ARGUMENT_CONFLICT` */
async function argumentsFor(
  fck: RunContainer,
  tasks: readonly NamedTask[],
  { args = {} }: RecordedRunOptions,
): Promise<RunArguments> {
  const read = await readTaskArguments(tasks, fck.tasks, args, fck.env);
  const names = tasks.map(({ name }) => name).join(' ');
  if (read.problems.length > 0)
    throw argumentErrors.invalid(read.problems, `\`fck run ${names} --help\` lists the arguments.`, here());
  return read;
}

/** The options of a run, with the arguments of each task as they were read. */
interface CheckedRunOptions extends RecordedRunOptions {
  readonly values: RunArguments['values'];
}

/** Runs a task, unless it is done, and reports how it ended. */
async function doTask(session: Session, named: NamedTask, options: CheckedRunOptions): Promise<void> {
  const { fck } = session;
  const { name } = named;
  const { signal } = session.options;
  const started = Date.now();
  const end = (status: 'ok' | 'skipped' | 'failed', more: { code?: string; note?: string } = {}) =>
    fck.emit({ type: 'task:end', task: name, status, ms: Date.now() - started, ...more });
  try {
    if (signal.aborted) throw runErrors.interrupted();
    const isDone = options.resume?.done.includes(name) || !(await runTask(session, named, options));
    end(isDone ? 'skipped' : 'ok');
  } catch (thrown) {
    const error = signal.aborted && !isFckError(thrown) ? runErrors.interrupted() : thrown;
    end('failed', { code: isFckError(error) ? error.code : 'UNEXPECTED', note: messageOf(error) });
    throw error;
  }
}

/** @returns whether there was anything to do: an earlier run may have done it on all of its hosts */
async function runTask(
  session: Session,
  { name, task }: NamedTask,
  options: CheckedRunOptions,
): Promise<boolean> {
  const { fck } = session;
  const { project } = fck;
  if (options.hosts && isSkippedForHosts(name)) return false;
  const roles = project.roles.filter((role) => options.roles?.includes(role.name) ?? true);
  const chosen = task.withoutHosts ? [] : selectHosts(await fck.hosts(), options);
  if (chosen.length === 0 && !task.withoutHosts) throw runErrors.noHosts(roles.map((role) => role.name));
  session.run.choose(chosen);
  const doneBefore = options.resume?.doneOn.find((done) => done.task === name)?.hosts ?? [];
  const isDoneOn = (host: Host) => task.onResume === 'unfinished hosts' && doneBefore.includes(host.name);
  const hosts = chosen.filter((host) => !isDoneOn(host));
  if (hosts.length === 0 && chosen.length > 0) return false;
  if (hosts.length < chosen.length)
    fck.emit({ type: 'note', level: 'info', text: `${name} is done already on ${doneBefore.join(', ')}.` });
  fck.emit({ type: 'task:start', task: name, hosts: hosts.map((host) => host.name) });
  const context: TaskContext = {
    fck,
    run: session.run,
    project,
    hosts,
    roles,
    selection: selectionIn(options),
    signal: session.options.signal,
    dryRun: session.options.dryRun,
    args: options.values.get(name) ?? {},
    eachHost: async (work) => {
      if (typeof work !== 'function')
        throw callErrors.argument('eachHost()', `takes a function, not ${inWords(work)}`, undefined, here());
      const bound = bindPlugin(work);
      return runAsCore(() =>
        runPhase(session, name, hosts, async (host: Host) => {
          await bound(session.contextOf(host, name));
          return undefined;
        }),
      );
    },
    note: (text) => fck.emit({ type: 'note', level: 'info', text }),
    warn: (text) => fck.emit({ type: 'note', level: 'warn', text }),
  };
  const { locks } = session.options;
  locks?.lockTogether(hosts);
  if (task.lockFirst && locks && !locks.holds(hosts))
    await session.run.profiler.measureAll(hosts, 'lock', () => locks.hold(hosts));
  await task.run(context);
  return true;
}

/** The selection of the options: missing keys stay missing, since they mean all. */
function selectionIn({ roles, hosts }: Selection): Selection {
  return { ...(roles ? { roles } : {}), ...(hosts ? { hosts } : {}) };
}
