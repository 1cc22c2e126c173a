import type { Argument, ArgumentValue, GivenArguments } from '../api/arguments.js';
import type { Fck } from '../api/container.js';
import { readArguments, unknownArguments } from '../arguments/read-arguments.js';
import { isListable, rowsOf } from '../arguments/rows-of.js';
import { runAs } from '../attribution/attribution.js';
import { argumentErrors } from '../errors/arguments.js';
import type { NamedTask } from './task-order.js';

/** An argument of a run, and the first of its tasks that declares it. */
export interface TaskArgument {
  readonly row: Argument;
  readonly task: string;
}

/** The arguments of a run. */
export interface RunArguments {
  /** What each task gets, by its name. */
  readonly values: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** What the caller gave: values of environment variables and defaults are not part of it, and are not recorded. */
  readonly given: GivenArguments;
  /** Everything that is wrong, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * The arguments that the tasks of a run take, by name. Tasks may share one.
 *
 * @throws FckError `ARGUMENT_CONFLICT` if two tasks declare one as different kinds, `ARGUMENTS_NOT_LISTED` for a schema that cannot
 * be listed
 */
export function argumentsTakenBy(
  tasks: readonly NamedTask[],
  registry: Fck['tasks'],
): ReadonlyMap<string, TaskArgument> {
  const taken = new Map<string, TaskArgument>();
  for (const {
    name: task,
    task: { args },
  } of tasks) {
    if (!isListable(args)) throw argumentErrors.notListable(task, registry.ownerOf(task));
    for (const [name, row] of Object.entries(rowsOf(args))) {
      const known = taken.get(name);
      if (!known) taken.set(name, { row, task });
      else if (known.row.kind !== row.kind)
        throw argumentErrors.conflict(
          name,
          { task: known.task, owner: registry.ownerOf(known.task), kind: known.row.kind },
          { task, owner: registry.ownerOf(task), kind: row.kind },
        );
    }
  }
  return taken;
}

/**
 * Reads the arguments of all tasks of a run: each task gets the values of those that it declares.
 *
 * @throws FckError `ARGUMENT_CONFLICT`, `ARGUMENTS_NOT_LISTED`
 */
export async function readTaskArguments(
  tasks: readonly NamedTask[],
  registry: Fck['tasks'],
  given: GivenArguments,
  env: NodeJS.ProcessEnv,
): Promise<RunArguments> {
  const known = [...argumentsTakenBy(tasks, registry).keys()];
  const names = tasks.map(({ name }) => name).join(', ');
  const takers = tasks.length === 1 ? `The task "${names}" has no` : `None of the tasks ${names} has`;
  const asked = Object.keys(given).filter((name) => given[name] !== undefined);
  const problems = unknownArguments(asked, known, takers);
  const ofCaller: Record<string, ArgumentValue> = {};
  const values = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { name, task } of tasks) {
    // A schema is code of the plugin.
    const read = await runAs(registry.ownerOf(name), () =>
      readArguments(task.args, given, { taker: `The task "${name}"`, env }),
    );
    values.set(name, read.values);
    Object.assign(ofCaller, read.given);
    problems.push(...read.problems);
  }
  return { values, given: ofCaller, problems: [...new Set(problems)] };
}
