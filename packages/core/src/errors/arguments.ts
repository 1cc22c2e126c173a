import { errorKind, type Place } from './fck-error.js';

/** A task that declares an argument, and its plugin. */
interface Declaring {
  readonly task: string;
  readonly owner: string;
  readonly kind: string;
}

/** What can be wrong with the arguments of tasks and commands. These are thrown before any host is touched. */
export const argumentErrors = {
  invalid: errorKind(
    'ARGUMENT_INVALID',
    'A task or a command was given arguments that it does not take, or wrong values, or is missing some. All problems are listed; nothing was done.',
    (problems: readonly string[], hint: string, where?: Place) => ({
      message:
        problems.length === 1 ? (problems[0] ?? '') : `The arguments have ${problems.length} problems.`,
      detail: problems.length === 1 ? undefined : problems.join('\n'),
      hint,
      where,
    }),
  ),
  conflict: errorKind(
    'ARGUMENT_CONFLICT',
    'Two tasks of one run have an argument of the same name that is of different kinds, so that one value cannot fit both.',
    (name: string, one: Declaring, other: Declaring) => ({
      message: `--${name} is a ${one.kind} for the task "${one.task}" (${one.owner}), and a ${other.kind} for the task "${other.task}" (${other.owner}).`,
      hint: 'Run the tasks one after the other, or rename the argument in one of them.',
      plugin: other.owner === 'core' ? undefined : other.owner,
    }),
  ),
  notListable: errorKind(
    'ARGUMENTS_NOT_LISTED',
    'The arguments of a task or a command are declared by a schema that has no JSON Schema of an object, so fck cannot know their names.',
    (of: string, owner: string) => ({
      message: `The arguments of ${of} cannot be listed: their schema has no JSON Schema of an object.`,
      hint: 'Use a schema of an object from a library with Standard JSON Schema, such as zod, or rows: `args: { depth: { about, kind: "number" } }`.',
      plugin: owner === 'core' ? undefined : owner,
    }),
  ),
};
