import { expect, test } from 'vitest';
import { groups, verbs } from './verbs/catalogue.js';
import { ownVerbFor } from './verbs-of-other-tools.js';

const own = [...verbs, ...groups].map(({ name }) => name);

test.each(['migrate', 'console', 'setup', 'launch', 'ps', 'releases', 'stop', 'doctor', 'push'])(
  '%s is answered with verbs that exist',
  (word) => {
    const named = [...(ownVerbFor(word) ?? '').matchAll(/\bfck (\w+)/g)].map(([, verb]) => verb);
    expect(named).not.toEqual([]);
    expect(own).toEqual(expect.arrayContaining(named));
  },
);

test('no word of fck itself is taken for one of another tool', () => {
  expect(own.filter((word) => ownVerbFor(word) !== undefined)).toEqual([]);
  expect(ownVerbFor('constructor')).toBeUndefined();
});
