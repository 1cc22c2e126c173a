import type { Argument, Arguments, ArgumentValue, GivenArguments } from '../api/arguments.js';
import type { StandardIssue } from '../api/standard-schema.js';
import { inWords } from '../errors/found-in-words.js';
import { nearestTo } from '../errors/nearest.js';
import { type ReadArgument, readArgument } from '../registry/argument-kinds.js';
import { isStandardSchema } from '../registry/is-standard-schema.js';
import { rowsOf } from './rows-of.js';

/** The values of declared arguments, and everything that is wrong with them, one sentence each. */
export interface ReadArguments {
  readonly values: Readonly<Record<string, unknown>>;
  /** Those that the caller gave, before a schema changed them: for the record of a run. */
  readonly given: Readonly<Record<string, ArgumentValue>>;
  readonly problems: readonly string[];
}

/** Who takes the arguments, and where values come from that the caller does not give. */
export interface ArgumentsReader {
  /** As messages name it: `The task "pack"`. */
  readonly taker: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads the values of declared arguments: given ones, those of environment variables, and defaults. A schema then checks the whole
 * object. Names that are not declared are ignored: see {@link unknownArguments}.
 */
export async function readArguments(
  declared: Arguments | undefined,
  given: GivenArguments,
  { taker, env }: ArgumentsReader,
): Promise<ReadArguments> {
  const values: Record<string, ArgumentValue> = {};
  const ofCaller: Record<string, ArgumentValue> = {};
  const problems: string[] = [];
  for (const [name, row] of Object.entries(rowsOf(declared))) {
    const variable = given[name] === undefined ? row.env : undefined;
    const found = given[name] ?? (variable === undefined ? undefined : env[variable] || undefined);
    if (found === undefined) {
      if (row.required) problems.push(missing(taker, name, row));
      else if (!isStandardSchema(declared)) Object.assign(values, presetOf(name, row));
      continue;
    }
    const read = readArgument(row, found);
    if ('value' in read) {
      values[name] = read.value;
      if (variable === undefined) ofCaller[name] = read.value;
    } else problems.push(wrong(name, read, variable === undefined ? { found } : { variable }));
  }
  if (problems.length > 0 || !isStandardSchema(declared)) return { values, given: ofCaller, problems };
  const result = await declared['~standard'].validate(values);
  if (result.issues) return { values, given: ofCaller, problems: result.issues.map(issueInWords) };
  return { values: result.value as Record<string, unknown>, given: ofCaller, problems };
}

/** The message for each given name that is not among the known ones. */
export function unknownArguments(
  given: readonly string[],
  known: readonly string[],
  takers: string,
): string[] {
  return given
    .filter((name) => !known.includes(name))
    .map((name) => `${takers} --${name}.${didYouMean(nearestTo(name, known).map((near) => `--${near}`))}`);
}

/** Booleans and lists always have a value. */
function presetOf(name: string, row: Argument): Record<string, ArgumentValue> {
  const preset = row.default ?? (row.kind === 'boolean' ? false : row.kind === 'list' ? [] : undefined);
  return preset === undefined ? {} : { [name]: preset };
}

function missing(taker: string, name: string, { about, env }: Argument): string {
  return `${taker} needs --${name}${env === undefined ? '' : ` or the variable ${env}`}${about === '' ? '' : `: ${about}`}.`;
}

/** The value of a variable may be a secret, so it is named and not shown. */
function wrong(
  name: string,
  { mustBe, item, near }: Exclude<ReadArgument, { value: unknown }>,
  from: { readonly found: ArgumentValue } | { readonly variable: string },
): string {
  const it = 'variable' in from ? `the value of ${from.variable}` : shown(item ?? from.found);
  return `--${name} must be ${mustBe}, not ${it}.${didYouMean(near.map((choice) => `"${choice}"`))}`;
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : typeof value === 'number'
      ? String(value)
      : inWords(value);
}

function issueInWords({ path = [], message }: StandardIssue): string {
  const [first, ...inner] = path.map((part) => String(typeof part === 'object' ? part.key : part));
  if (first === undefined) return message;
  return `--${[first, ...inner].join('.')}: ${message}.`.replace(/\.\.$/, '.');
}

function didYouMean(names: readonly string[]): string {
  return names.length > 0 ? ` Did you mean ${names.join(' or ')}?` : '';
}
