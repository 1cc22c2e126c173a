import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../../command/secret.js';
import { isUnset } from '../../command/unset-secret.js';
import { isMapping } from '../../is-mapping.js';

/** The keys in which two plugins' options differ, or `['']` if one of them is no mapping. No options are an empty mapping. */
export function differingOptions(one: unknown, other: unknown): string[] {
  const [a, b] = [one ?? {}, other ?? {}];
  if (!isMapping(a) || !isMapping(b)) return isSameValue(a, b) ? [] : [''];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isSameValue(a[key], b[key]));
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (isUnset(a) || isUnset(b)) return isUnset(a) && isUnset(b) && a.variable.name === b.variable.name;
  if (a instanceof Secret || b instanceof Secret)
    return a instanceof Secret && b instanceof Secret && a.reveal() === b.reveal();
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => isSameValue(value, b[index]));
  if (isPlain(a) && isPlain(b)) return differingOptions(a, b).length === 0;
  return isDeepStrictEqual(a, b);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMapping(value) && Object.getPrototypeOf(value) === Object.prototype;
}
