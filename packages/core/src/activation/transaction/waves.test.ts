import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sideBySide, wavesOf } from './waves.js';

const hosts = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the hosts of a role', () => {
  it.each([
    ['all at once', {}, 3, [[1, 2, 3]]],
    ['a canary, then the rest', { canary: 1 }, 4, [[1], [2, 3, 4]]],
    ['batches', { batch: 2 }, 5, [[1, 2], [3, 4], [5]]],
    ['a canary, then batches', { canary: 1, batch: 2 }, 5, [[1], [2, 3], [4, 5]]],
    ['a part of all', { canary: 1, batch: '25%' }, 8, [[1], [2, 3], [4, 5], [6, 7], [8]]],
    ['a small part, which is at least one', { batch: '1%' }, 3, [[1], [2], [3]]],
    ['more canaries than hosts', { canary: 5 }, 2, [[1, 2]]],
    ['no hosts', { canary: 1 }, 0, []],
  ])('switch in waves: %s', (_, strategy, count, expected) => {
    expect(wavesOf(hosts(count), strategy)).toEqual(expected);
  });

  it('are each in exactly one wave, in their order, for any strategy', () => {
    const strategies = fc.record({
      canary: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      batch: fc.option(
        fc.oneof(
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 100 }).map((part) => `${part}%`),
        ),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(strategies, fc.integer({ min: 0, max: 30 }), (strategy, count) => {
        const waves = wavesOf(hosts(count), strategy);
        expect(waves.flat()).toEqual(hosts(count));
        expect(waves.every((wave) => wave.length > 0)).toBe(true);
      }),
    );
  });
});

it('roles with more and with fewer waves begin together', () => {
  expect(sideBySide([[['a1', 'a2']], [['b1'], ['b2', 'b3']]])).toEqual([
    ['a1', 'a2', 'b1'],
    ['b2', 'b3'],
  ]);
  expect(sideBySide([])).toEqual([]);
});
