import type { ConfigProblem } from '../errors/config.js';
import type { StandardIssue, StandardSchema } from '../plugin/standard-schema.js';
import { nearestTo } from '../registry/nearest.js';
import type { ConfigDocument } from './document.js';

/** A key that may stand somewhere, what checks its value, and the plugin that answers for it. */
export interface KnownKey {
  readonly name: string;
  readonly schema: StandardSchema;
  readonly owner: string;
}

/** Checks the keys and values of one mapping; defaults are filled in. Problems go to `report`. */
export async function validateMapping(
  mapping: unknown,
  at: { path: readonly PropertyKey[]; document: ConfigDocument; known: readonly KnownKey[]; what: string },
  report: (problem: ConfigProblem) => void,
): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>();
  const given = asMapping(mapping);
  if (!given) {
    report({
      message: `${label(at.path, at.what)} must be a mapping of keys to values, but is ${described(mapping)}.`,
      where: at.document.placeOf(at.path),
    });
    return values;
  }
  for (const key of Object.keys(given)) {
    if (!at.known.some(({ name }) => name === key)) report(unknownKey(key, at));
  }
  for (const { name, schema, owner } of at.known) {
    const result = await schema['~standard'].validate(given[name]);
    if (!result.issues) {
      if (result.value !== undefined) values.set(name, result.value);
    } else if (given[name] !== undefined && given[name] !== null) {
      for (const issue of result.issues)
        report(problemOf(issue, { ...at, path: [...at.path, name] }, given[name], schema, owner));
    }
  }
  return values;
}

function unknownKey(
  key: string,
  at: { path: readonly PropertyKey[]; document: ConfigDocument; known: readonly KnownKey[]; what: string },
): ConfigProblem {
  const names = at.known.map(({ name }) => name);
  const near = nearestTo(key, names);
  return {
    message: `${at.what} has no key "${key}".`,
    hint:
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
        : `Known keys: ${names.sort().join(', ')}. Others come from plugins: is one missing in \`plugins:\`?`,
    where: at.document.placeOf([...at.path, key]),
  };
}

/** One issue of a schema, as a problem with its place, what stood there, and the nearest valid key. */
export function problemOf(
  issue: StandardIssue,
  at: { path: readonly PropertyKey[]; document: ConfigDocument },
  value: unknown,
  schema: StandardSchema,
  owner: string,
): ConfigProblem {
  const inner = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const unknown = unrecognizedKeys(issue);
  const path = [...at.path, ...inner, ...unknown.slice(0, 1)];
  const found = inner.reduce<unknown>(
    (tree, key) => (tree as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const plugin = owner === 'core' ? undefined : owner;
  const [firstUnknown] = unknown;
  if (firstUnknown !== undefined) {
    const near = nearestTo(firstUnknown, keysOf(schema, inner));
    return {
      message: `${label([...at.path, ...inner])} has no key "${firstUnknown}".`,
      hint:
        near.length > 0
          ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
          : `Known keys: ${keysOf(schema, inner).sort().join(', ')}.`,
      where: at.document.placeOf(path),
      plugin,
    };
  }
  return {
    message: `${label(path)}: ${issue.message.replace(/^Invalid input: /, '')}${found === undefined ? '' : ` (it is ${described(found)})`}.`,
    where: at.document.placeOf(path),
    plugin,
  };
}

/** Standard Schema has no word for "unknown key"; zod, which is the most used, names them here. */
function unrecognizedKeys(issue: StandardIssue): string[] {
  if (
    !('code' in issue) ||
    issue.code !== 'unrecognized_keys' ||
    !('keys' in issue) ||
    !Array.isArray(issue.keys)
  )
    return [];
  return issue.keys.filter((key) => typeof key === 'string');
}

/** The keys that an object schema knows at a path, where it tells (zod does). */
function keysOf(schema: unknown, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path) current = (shapeOf(current) as Record<PropertyKey, unknown> | undefined)?.[key];
  return Object.keys(shapeOf(current) ?? {});
}

function shapeOf(schema: unknown): object | undefined {
  let current: unknown = schema;
  while (typeof current === 'object' && current !== null) {
    if ('shape' in current && typeof current.shape === 'object' && current.shape !== null)
      return current.shape;
    if ('unwrap' in current && typeof current.unwrap === 'function') current = current.unwrap();
    else if ('in' in current) current = current.in;
    else return undefined;
  }
  return undefined;
}

function asMapping(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function label(path: readonly PropertyKey[], otherwise = 'The configuration'): string {
  if (path.length === 0) return otherwise;
  return `"${path.map(String).join('.')}"`;
}

function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
