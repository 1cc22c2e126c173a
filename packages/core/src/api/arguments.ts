import type { OutputOf, StandardSchema } from './standard-schema.js';

/** What every kind of argument has. */
interface CommonOfArguments {
  /** For the help, without a period. */
  readonly about: string;
  /** True if the work cannot begin without it. */
  readonly required?: boolean | undefined;
  /** The environment variable that gives the value if the caller gives none. Its value is never shown or recorded. */
  readonly env?: string | undefined;
}

/** `--name value`: a text. */
export interface TextArgument extends CommonOfArguments {
  readonly kind: 'text';
  readonly default?: string | undefined;
}

/** `--name 3`: a number. */
export interface NumberArgument extends CommonOfArguments {
  readonly kind: 'number';
  readonly default?: number | undefined;
}

/** `--name`, or `--no-name`: true or false. Default: false. */
export interface BooleanArgument extends CommonOfArguments {
  readonly kind: 'boolean';
  readonly default?: boolean | undefined;
}

/** `--name value`: one of several texts. */
export interface ChoiceArgument extends CommonOfArguments {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default?: string | undefined;
}

/** `--name a,b --name c`: several texts, of any kind or among some. Default: none. */
export interface ListArgument extends CommonOfArguments {
  readonly kind: 'list';
  readonly choices?: readonly string[] | undefined;
  readonly default?: readonly string[] | undefined;
}

/** One argument of a task, or one option of a command: `--name value`. */
export type Argument = TextArgument | NumberArgument | BooleanArgument | ChoiceArgument | ListArgument;

/** Arguments by their names, without dashes. */
export type ArgumentRows = Readonly<Record<string, Argument>>;

/**
 * The arguments that something takes: rows, or the schema of an object. fck reads the names, kinds and defaults of a schema from its
 * JSON Schema: the schema must offer one, as those of zod do. An extra key `env` of a property there names its environment variable.
 */
export type Arguments = ArgumentRows | StandardSchema;

/** The value of an argument. */
export type ArgumentValue = string | number | boolean | readonly string[];

/** Values of arguments, by name, before they are checked. Texts are read as the kind of their argument. */
export type GivenArguments = Readonly<Record<string, ArgumentValue | undefined>>;

/** The type of the values that were declared as `A`. */
export type ArgumentsOf<A extends Arguments> = [keyof A] extends [never]
  ? Readonly<Record<never, never>>
  : Arguments extends A
    ? Readonly<Record<string, unknown>>
    : A extends StandardSchema
      ? OutputOf<A>
      : { readonly [Name in keyof A]: ValueOf<A[Name]> };

type ValueOf<Row> = Row extends { kind: 'boolean' }
  ? boolean
  : Row extends { kind: 'list' }
    ? readonly ChoiceOf<Row>[]
    : Row extends { required: true } | { default: string | number }
      ? ScalarOf<Row>
      : ScalarOf<Row> | undefined;

type ScalarOf<Row> = Row extends { kind: 'number' }
  ? number
  : Row extends { kind: 'choice' }
    ? ChoiceOf<Row>
    : string;

type ChoiceOf<Row> = Row extends { choices: readonly (infer Choice extends string)[] } ? Choice : string;
