import type { StandardIssue } from '../api/standard-schema.js';
import { kindsInWords } from './issue-words.js';

// Standard Schema gives the path of a problem and a sentence. zod and valibot, the most used libraries, give more: fck
// uses these details if they exist, so other libraries work with less detail.

/** The keys of an issue about keys that the schema does not know. */
export function unrecognizedKeys(issue: StandardIssue): string[] {
  if (!('code' in issue) || issue.code !== 'unrecognized_keys' || !('keys' in issue)) return [];
  return Array.isArray(issue.keys) ? issue.keys.filter((key) => typeof key === 'string') : [];
}

/**
 * Splits an issue into useful ones: for a union, those of the alternative that was meant; for several keys, one each.
 */
export function plainIssues(written: StandardIssue): StandardIssue[] {
  const issue = keyRefusedByValibot(written);
  const keys = unrecognizedKeys(issue);
  if (keys.length > 1) return keys.map((key) => Object.assign({}, issue, { keys: [key] }));
  const meant = meantAlternative(issue) ?? insideOf(issue);
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) =>
    plainIssues({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] }),
  );
}

/** valibot reports an unknown key as one that it expected not to exist. */
function keyRefusedByValibot(issue: StandardIssue): StandardIssue {
  const path = issue.path ?? [];
  const last = path.at(-1);
  const isKey = typeof last === 'object' && 'origin' in last && last.origin === 'key';
  if (!isKey || !('expected' in issue) || issue.expected !== 'never') return issue;
  return Object.assign({}, issue, { code: 'unrecognized_keys', keys: [last.key], path: path.slice(0, -1) });
}

/** For a union: the only alternative whose type matches the value, or one issue that names all types. */
function meantAlternative(issue: StandardIssue): StandardIssue[] | undefined {
  if (!('code' in issue) || issue.code !== 'invalid_union' || !('errors' in issue)) return undefined;
  const alternatives = issue.errors as readonly StandardIssue[][];
  const fitting = alternatives.filter((issues) => !issues.some(isWrongKind));
  if (fitting.length === 1) return fitting[0];
  const kinds = alternatives.flatMap((issues) => issues.filter(isWrongKind).map(({ expected }) => expected));
  return kinds.length === alternatives.length
    ? [{ message: `must be ${kindsInWords(kinds.join('|'), '|')}` }]
    : undefined;
}

/** The problem of a key or an element: zod nests it. */
function insideOf(issue: StandardIssue): StandardIssue[] | undefined {
  if (!('code' in issue) || (issue.code !== 'invalid_key' && issue.code !== 'invalid_element'))
    return undefined;
  // zod gives issues of the same form.
  const inner = 'issues' in issue && Array.isArray(issue.issues) ? (issue.issues as StandardIssue[]) : [];
  return inner.length > 0 ? inner : undefined;
}

function isWrongKind(issue: StandardIssue): issue is StandardIssue & { expected: string } {
  return (
    'code' in issue && issue.code === 'invalid_type' && 'expected' in issue && (issue.path ?? []).length === 0
  );
}

/** The keys that an object schema knows at a path, if it can tell. */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const at = path.reduce(childOf, schema);
  return objectsIn(at).flatMap((object) => Object.keys(object.shape));
}

function childOf(schema: unknown, key: PropertyKey): unknown {
  for (const part of unwrapped(schema)) {
    if (isObjectSchema(part)) return (part.shape as Record<PropertyKey, unknown>)[key];
    if (has(part, 'element')) return part.element;
    if (has(part, 'valueType')) return part.valueType;
  }
  return undefined;
}

function objectsIn(schema: unknown): { shape: object }[] {
  return unwrapped(schema).filter(isObjectSchema);
}

/** A schema without its wrappers (optional, default, transformed), or the alternatives of a union. */
function unwrapped(schema: unknown): unknown[] {
  if (has(schema, 'element') || has(schema, 'valueType') || isObjectSchema(schema)) return [schema];
  if (has(schema, 'options') && Array.isArray(schema.options)) return schema.options.flatMap(unwrapped);
  if (has(schema, 'unwrap') && typeof schema.unwrap === 'function') return unwrapped(schema.unwrap());
  // valibot's objects and wrappers.
  if (has(schema, 'entries')) return unwrapped({ shape: schema.entries });
  if (has(schema, 'wrapped')) return unwrapped(schema.wrapped);
  // A transformed schema has its keys in the input, a preprocessed one in the output.
  if (has(schema, 'in') && has(schema, 'out')) return [...unwrapped(schema.in), ...unwrapped(schema.out)];
  return [];
}

function isObjectSchema(schema: unknown): schema is { shape: object } {
  return has(schema, 'shape') && typeof schema.shape === 'object' && schema.shape !== null;
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
