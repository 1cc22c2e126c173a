import type { RunTasksOptions } from '../api/run-options.js';
import { callErrors } from '../errors/call.js';
import { inWords } from '../errors/found-in-words.js';
import { checkSelection, here, isEmptySelection, LEAVE_OUT } from '../hosts/check-selection.js';
import { isMapping } from '../is-mapping.js';
import type { NamedTask } from './task-order.js';

const CALL = 'fck.run()';

/** Each option beside those of the selection: a test, and its description in a message. */
const OPTIONS: Readonly<Record<string, readonly [fits: (value: unknown) => boolean, what: string]>> = {
  signal: [(value) => value instanceof AbortSignal, 'an AbortSignal'],
  args: [isMapping, "the tasks' arguments by name"],
  force: [(value) => typeof value === 'boolean', 'true or false'],
  dryRun: [(value) => typeof value === 'boolean', 'true or false'],
  lockWait: [(value) => typeof value === 'number' && value >= 0, 'a number of seconds'],
  confirm: [(value) => typeof value === 'function', 'a function that asks'],
  resume: [isMapping, 'what an earlier run has done'],
};

/**
 * Checks the arguments of a call. A mistyped option must not be ignored: without `dryRun` a run changes hosts, and
 * without `hosts` it changes all of them.
 *
 * @throws FckError `CALL_INVALID`, `SELECTION_EMPTY`
 */
export function checkRun(tasks: unknown, options: RunTasksOptions | undefined): void {
  if (!Array.isArray(tasks) || tasks.length === 0 || !tasks.every((task) => typeof task === 'string'))
    throw callErrors.argument(
      CALL,
      `takes the names of tasks as a list, not ${Array.isArray(tasks) && tasks.length === 0 ? 'an empty one' : inWords(tasks)}`,
      "Such as fck.run(['build', 'activate']).",
      here(),
    );
  checkSelection(CALL, options, Object.keys(OPTIONS));
  for (const [name, [fits, what]] of Object.entries(OPTIONS)) {
    const value: unknown = Reflect.get(options ?? {}, name);
    if (value !== undefined && !fits(value))
      throw callErrors.argument(
        CALL,
        `takes \`${name}\` as ${what}, not ${inWords(value)}`,
        undefined,
        here(),
      );
  }
  if (options && isEmptySelection(options))
    throw callErrors.noSelection(
      CALL,
      `was given an empty list of ${options.hosts?.length === 0 ? 'hosts' : 'roles'}`,
      LEAVE_OUT,
      here(),
    );
}

/**
 * Tasks that work on whole roles cannot be limited to single hosts, so they are refused if hosts were chosen. In a run
 * that then works on these hosts, `create` is skipped: the chosen hosts exist.
 *
 * @throws FckError `HOSTS_NOT_TAKEN`
 */
export function refuseChosenHosts(
  tasks: readonly NamedTask[],
  asked: readonly string[],
  hosts: readonly string[] | undefined,
): void {
  if (!hosts) return;
  const goesOn = tasks.some(({ task }) => !task.withoutHosts);
  const wrong = tasks.find(
    ({ name, task }) =>
      task.withoutHosts &&
      !task.keepsToSelection &&
      asked.includes(name) &&
      !(isSkippedForHosts(name) && goesOn),
  );
  if (wrong) throw callErrors.hostsNotTaken(wrong.name, hosts);
}

/** Whether a task can be skipped for hosts that were chosen by name. */
export function isSkippedForHosts(task: string): boolean {
  return task === 'create';
}
