import { createHash } from 'node:crypto';
import type { Recipe } from '../api/build.js';

/** A short hash of any JSON data, for large parts of a {@link Recipe}. The order of keys does not matter. */
export function fingerprint(data: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(data, (_key, value: unknown) => inOrder(value)))
    .digest('hex')
    .slice(0, 16);
}

/** The names of the parts in which two recipes differ, sorted. */
export function recipeChanges(before: Recipe, now: Recipe): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort();
}

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
