import { nearestTo, type TaskArgument } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { tasksInOrder } from '@fck/core/host';
import { usageErrors } from '../usage-errors.js';

/** The tasks of a command line and the values of their arguments. */
export interface TaskArguments {
  readonly tasks: readonly string[];
  readonly args: Readonly<Record<string, string | boolean>>;
}

/**
 * Separates task names from task arguments: only the tasks know their options, and whether these take a value.
 *
 * @throws FckError `NAME_UNKNOWN` for an unknown task, `USAGE_TASK_OPTION` for an option that no task has, `USAGE_INVALID` for an
 * option with a missing or superfluous value
 */
export function readTaskArguments(
  operands: readonly string[],
  registry: FckContainer['tasks'],
  options: { readonly yes: boolean },
): TaskArguments {
  const known = argumentsOf(
    operands.filter((word) => registry.has(word)),
    registry,
  );
  const tasks: string[] = [];
  const args: Record<string, string | boolean> = options.yes && known.has('yes') ? { yes: true } : {};
  const words = [...operands];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('-')) {
      registry.get(word);
      tasks.push(word);
      continue;
    }
    const [name = '', inline] = splitOption(word);
    args[name] = argumentValue(name, known, inline, words);
  }
  return { tasks, args };
}

/** The arguments of these tasks, and of those that run before them. */
function argumentsOf(tasks: readonly string[], registry: FckContainer['tasks']): Map<string, TaskArgument> {
  return new Map(tasksInOrder(registry, tasks).flatMap(({ task }) => Object.entries(task.args ?? {})));
}

function splitOption(word: string): [string, string | undefined] {
  const equals = word.indexOf('=');
  const name = word.slice(0, equals === -1 ? undefined : equals).replace(/^--?/, '');
  return [name, equals === -1 ? undefined : word.slice(equals + 1)];
}

function argumentValue(
  name: string,
  known: ReadonlyMap<string, TaskArgument>,
  inline: string | undefined,
  following: string[],
): string | boolean {
  const argument = known.get(name);
  if (!argument) throw usageErrors.notOfTasks(name, nearestTo(name, [...known.keys()]));
  if (argument.kind === 'switch') {
    if (inline !== undefined) throw usageErrors.invalid(`The option --${name} takes no value`);
    return true;
  }
  const value = inline ?? following.shift();
  if (value === undefined) throw usageErrors.invalid(`The option --${name} needs a value: ${argument.about}`);
  return value;
}
