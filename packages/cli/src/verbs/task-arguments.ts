import type { Argument } from '@fck/core';
import {
  argumentErrors,
  argumentsTakenBy,
  type FckContainer,
  isPipeline,
  readTaskArguments as readValues,
  tasksInOrder,
  unknownArguments,
  withoutPipelines,
} from '@fck/core/host';

/** The tasks of a command line and the values of their arguments, as they were given. */
export interface TaskArguments {
  readonly tasks: readonly string[];
  readonly args: Readonly<Record<string, string | boolean>>;
}

/** What {@link readTaskArguments} needs of the container. */
export type TaskSource = Pick<FckContainer, 'tasks' | 'env' | 'loadTasks' | 'pipelineSource'>;

/**
 * Separates task names from task arguments: only the tasks know their options, and whether these take a value.
 *
 * @param options `tasks`: those of a verb that takes no names of others; `usual`: those that are meant if none is named
 * @throws FckError `NAME_UNKNOWN` for an unknown task, `ARGUMENT_INVALID` with everything that is wrong with the arguments
 */
export async function readTaskArguments(
  operands: readonly string[],
  fck: TaskSource,
  options: { readonly yes: boolean; readonly tasks?: readonly string[]; readonly usual?: readonly string[] },
): Promise<TaskArguments> {
  const { usual = [] } = options;
  await fck.loadTasks(options.tasks ?? operands.filter((word) => !word.startsWith('-')));
  const isKnownName = (word: string) => fck.tasks.has(word) || isPipeline(fck.pipelineSource, word);
  const chosen = options.tasks ?? operands.filter(isKnownName);
  const named = chosen.length > 0 ? chosen : usual;
  const ordered = tasksInOrder(fck.tasks, withoutPipelines(fck.pipelineSource, named));
  const known = argumentsTakenBy(ordered, fck.tasks);
  const given = new GivenOptions(new Map([...known].map(([name, { row }]) => [name, row])));
  const tasks: string[] = [...(options.tasks ?? [])];
  const words = [...operands];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith('-')) {
      const isKnown = given.take(word, words);
      const [next] = words;
      // What follows an unknown option is its value, unless it is a task.
      if (!isKnown && next !== undefined && !next.startsWith('-') && !isKnownName(next)) words.shift();
      continue;
    }
    if (options.tasks) {
      given.problems.push(`"${word}" is one word too many: the command takes options only.`);
      continue;
    }
    if (!isKnownName(word)) fck.tasks.get(word);
    tasks.push(word);
  }
  const args = { ...(options.yes && known.has('yes') ? { yes: true } : {}), ...given.values };
  if (given.problems.length === 0) return { tasks: tasks.length > 0 ? tasks : usual, args };
  const { problems } = await readValues(ordered, fck.tasks, args, fck.env);
  throw argumentErrors.invalid(
    [...given.problems, ...problems],
    `\`fck run ${named.join(' ') || 'TASK'} --help\` lists the arguments.`,
  );
}

/** Collects options and their values, as the arguments of the tasks declare them. */
class GivenOptions {
  readonly values: Record<string, string | boolean> = {};
  readonly problems: string[] = [];
  readonly #known: ReadonlyMap<string, Argument>;

  constructor(known: ReadonlyMap<string, Argument>) {
    this.#known = known;
  }

  /**
   * @param following the words behind the option: its value is taken from them
   * @returns whether the option is known
   */
  take(option: string, following: string[]): boolean {
    const [name, inline] = splitOption(option);
    const argument = this.#known.get(name);
    const negated = this.#known.get(name.replace(/^no-/, ''));
    if (!argument && name.startsWith('no-') && negated?.kind === 'boolean' && inline === undefined) {
      this.values[name.slice('no-'.length)] = false;
      return true;
    }
    if (!argument) {
      this.problems.push(
        ...unknownArguments([name], [...this.#known.keys()], 'Neither the command nor these tasks have'),
      );
      return false;
    }
    if (argument.kind === 'boolean') {
      this.values[name] = inline ?? true;
      return true;
    }
    const value = inline ?? (following[0]?.startsWith('--') ? undefined : following.shift());
    if (value === undefined) {
      this.problems.push(`--${name} needs a value: ${argument.about}.`);
      return true;
    }
    const before = this.values[name];
    this.values[name] = argument.kind === 'list' && before !== undefined ? `${before},${value}` : value;
    return true;
  }
}

function splitOption(word: string): [string, string | undefined] {
  const equals = word.indexOf('=');
  const name = word.slice(0, equals === -1 ? undefined : equals).replace(/^--?/, '');
  return [name, equals === -1 ? undefined : word.slice(equals + 1)];
}
