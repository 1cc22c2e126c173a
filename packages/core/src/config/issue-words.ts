import type { StandardIssue } from '../api/standard-schema.js';

/** Names of types, by the names that libraries use. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  bigint: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  file: 'a file',
  int: 'a whole number',
  integer: 'a whole number',
  map: 'a mapping',
  null: 'empty',
  nan: 'no number',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  set: 'a list',
  string: 'a string',
  tuple: 'a list',
  undefined: 'absent',
};

/** Bounds of zod, and their words for a number or a count. */
const BOUNDS: Readonly<Record<string, { readonly number: string; readonly count: string }>> = {
  '>=': { number: 'at least', count: 'at least' },
  '>': { number: 'more than', count: 'more than' },
  '<=': { number: 'at most', count: 'at most' },
  '<': { number: 'less than', count: 'fewer than' },
};

interface Wording {
  readonly sign: RegExp;
  say(...found: string[]): string;
}

/** The default messages of zod and valibot, the most used libraries. */
const wordings: readonly Wording[] = [
  { sign: /^Invalid input: expected ([\w$]+), received ./, say: (kind) => `must be ${kindInWords(kind)}` },
  {
    sign: /^Invalid \w+: Expected (.+?) but received ./,
    say: (kinds) => `must be ${kindsInWords(kinds, ' | ')}`,
  },
  { sign: /^Invalid input: expected (.+)$/, say: (value) => `must be ${value}` },
  {
    sign: /^Invalid option: expected one of (.+)$/,
    say: (options) => `must be one of ${options.replaceAll('"|"', '", "')}`,
  },
  { sign: /^Too small: expected \w+ to have >=1 \w+$/, say: () => 'must not be empty' },
  {
    sign: /^Too (?:small|big): expected \w+ to have (>=|>|<=|<)(\S+) (\w+)$/,
    say: (bound, count, unit) => `must have ${BOUNDS[bound]?.count} ${count} ${unit}`,
  },
  {
    sign: /^Too (?:small|big): expected \w+ to be (>=|>|<=|<)(\S+)$/,
    say: (bound, limit) => `must be ${BOUNDS[bound]?.number} ${limit}`,
  },
  { sign: /^Invalid (?:string|number): (must .+)$/, say: (rule) => rule },
  { sign: /^Invalid key in \w+$/, say: () => 'has a key that it cannot have' },
  { sign: /^Invalid (?:value|element) in \w+$/, say: () => 'has an entry that it cannot have' },
  {
    sign: /^Invalid (?:input|value|type|discriminator value.*|input: .*)$/,
    say: () => 'has a value that it cannot have',
  },
  { sign: /^Invalid ([\w -]+)$/, say: (format) => `must be a valid ${format}` },
];

/**
 * Describes a problem of a value in fck's words: `must be a number`. The own messages of a schema's author are kept; a
 * library's default messages mean nothing to a reader who does not know it.
 */
export function issueInWords({ message }: Pick<StandardIssue, 'message'>): string {
  for (const { sign, say } of wordings) {
    const found = sign.exec(message);
    if (found) return say(...found.slice(1));
  }
  return message;
}

/** Whether an issue is about the type of a value: for a missing value, it has no other information. */
export function isAboutKind({ message }: Pick<StandardIssue, 'message'>): boolean {
  return /received undefined$/.test(message);
}

/** `a string or a mapping` */
export function kindsInWords(kinds: string, separator: string): string {
  return [...new Set(kinds.replaceAll(/[()]/g, '').split(separator).map(kindInWords))].join(' or ');
}

function kindInWords(kind: string): string {
  return KINDS[kind.toLowerCase()] ?? kind;
}
