import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, recipeChanges } from './recipe.js';

describe('fingerprint', () => {
  it('differs as soon as the data differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const same = canonical(one) === canonical(other);
        expect(fingerprint(one) === fingerprint(other)).toBe(same);
      }),
    );
  });

  it('stays the same for keys in another order, and for keys without a value', () => {
    expect(fingerprint({ b: [1, { d: 2, c: 3 }], a: null, e: undefined })).toBe(
      fingerprint({ a: null, b: [1, { c: 3, d: 2 }] }),
    );
  });
});

describe('recipeChanges', () => {
  const recipe = fc.dictionary(fc.string(), fc.string());

  it('finds no change between equal recipes', () => {
    fc.assert(
      fc.property(recipe, (parts) => {
        expect(recipeChanges(parts, { ...parts })).toEqual([]);
      }),
    );
  });

  it('names a part that was changed, added or left out', () => {
    expect(recipeChanges({ a: '1', b: '2', c: '3' }, { a: '1', b: 'two', d: '4' })).toEqual(['b', 'c', 'd']);
  });
});

/** Another way to write data so that equal data give equal texts. */
function canonical(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(canonical).join()}]`;
  if (data === null || typeof data !== 'object') return JSON.stringify(data);
  const pairs = Object.entries(data).map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`);
  return `{${pairs.sort().join()}}`;
}
