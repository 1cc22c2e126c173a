import type { Argument, ArgumentValue } from '../api/arguments.js';
import { nearestTo } from '../errors/nearest.js';
import { isMapping } from '../is-mapping.js';

/** A value that was read, or the reason why it cannot be. */
export type ReadArgument =
  | { readonly value: ArgumentValue }
  | {
      /** `a number`, `one of debug, info` */
      readonly mustBe: string;
      /** The wrong item of a list. */
      readonly item?: string;
      /** The valid texts that the wrong one most likely meant. */
      readonly near: readonly string[];
    };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/**
 * Reads a value as its row declares it. A text is read as the kind of the row, since the command line and the environment have only
 * texts: `3` as a number, `yes` as true, `a,b` as a list.
 */
export function readArgument(row: Argument, given: unknown): ReadArgument {
  const mustBe = (what: string, near: readonly string[] = []): ReadArgument => ({ mustBe: what, near });
  switch (row.kind) {
    case 'text':
      return typeof given === 'string' ? { value: given } : mustBe('a text');
    case 'number': {
      const number = typeof given === 'string' && NUMBER.test(given.trim()) ? Number(given) : given;
      return typeof number === 'number' && Number.isFinite(number) ? { value: number } : mustBe('a number');
    }
    case 'boolean': {
      const flag = typeof given === 'string' ? BOOLEANS[given.trim().toLowerCase()] : given;
      return typeof flag === 'boolean' ? { value: flag } : mustBe('true or false');
    }
    case 'choice': {
      if (typeof given === 'string' && row.choices.includes(given)) return { value: given };
      const near = typeof given === 'string' ? nearestTo(given, row.choices) : [];
      return mustBe(choicesInWords(row.choices), near);
    }
    case 'list':
      return readList(row.choices, typeof given === 'string' ? itemsOf(given) : given);
  }
}

function readList(choices: readonly string[] | undefined, items: unknown): ReadArgument {
  if (!isListOfTexts(items)) return { mustBe: 'a list of texts', near: [] };
  const wrong = choices && items.find((item) => !choices.includes(item));
  if (choices === undefined || wrong === undefined) return { value: items };
  return { mustBe: `a list of ${choices.join(', ')}`, item: wrong, near: nearestTo(wrong, choices) };
}

/** The items of a list that is written as one text: `a,b`. */
function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function choicesInWords(choices: readonly string[]): string {
  return choices.length === 1 ? `"${choices[0]}"` : `one of ${choices.join(', ')}`;
}

/** An invalid declaration of arguments: the valid form, and what was found. */
export interface ArgumentFlaw {
  readonly needed: string;
  readonly found: unknown;
}

const KINDS: readonly string[] = ['text', 'number', 'boolean', 'choice', 'list'] satisfies Argument['kind'][];

/** commander reads the name as `--name`. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Checks declared arguments, for plugins in JavaScript.
 *
 * @param member where they are declared: `args`
 * @param reserved names that the command line itself uses
 */
export function argumentsFlaw(
  rows: unknown,
  member: string,
  reserved: readonly string[],
): ArgumentFlaw | undefined {
  if (rows === undefined || isSchema(rows)) return undefined;
  if (!isMapping(rows))
    return { needed: `\`${member}\` as an object, by name, or a Standard Schema`, found: rows };
  for (const [name, row] of Object.entries(rows)) {
    const flaw = nameFlaw(name, member, reserved) ?? rowFlaw(row, `${member}.${name}`);
    if (flaw) return flaw;
  }
  return undefined;
}

function nameFlaw(name: string, member: string, reserved: readonly string[]): ArgumentFlaw | undefined {
  if (!NAME.test(name) || name in {})
    return { needed: `names in \`${member}\` of letters, digits, "-" and "_"`, found: name };
  if (reserved.includes(name))
    return {
      needed: `another name than \`${member}.${name}\`: --${name} is an option of fck itself`,
      found: name,
    };
  return undefined;
}

function rowFlaw(row: unknown, path: string): ArgumentFlaw | undefined {
  const flaw = (needed: string, found: unknown): ArgumentFlaw => ({ needed, found });
  if (!isMapping(row) || typeof row['about'] !== 'string' || !KINDS.includes(String(row['kind'])))
    return flaw(`\`${path}\` as { about, kind: ${KINDS.map((kind) => `'${kind}'`).join(' | ')} }`, row);
  const { kind, choices, env, required } = row;
  if (kind === 'choice' && !(isListOfTexts(choices) && choices.length > 0))
    return flaw(`\`${path}.choices\` as a list of texts`, choices);
  if (choices !== undefined && !isListOfTexts(choices))
    return flaw(`\`${path}.choices\` as a list of texts`, choices);
  if (env !== undefined && !(typeof env === 'string' && /^[A-Za-z_]\w*$/.test(env)))
    return flaw(`\`${path}.env\` as the name of an environment variable`, env);
  const preset = row['default'];
  if (preset === undefined) return undefined;
  if (required === true) return flaw(`\`${path}\` as required or with a default, not both`, row);
  const read = readArgument(row as unknown as Argument, preset);
  if ('mustBe' in read || typeof read.value !== typeof preset)
    return flaw(`\`${path}.default\` as ${'mustBe' in read ? read.mustBe : `a ${kind}`}`, preset);
  return undefined;
}

function isSchema(value: unknown): boolean {
  return value !== null && ['object', 'function'].includes(typeof value) && '~standard' in (value as object);
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
