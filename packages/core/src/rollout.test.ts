import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { onEach } from './rollout.js';

it('works on all items, never on more at once than the limit, and reports each outcome in its place', async () => {
  const item = fc.record({ ms: fc.integer({ min: 0, max: 3 }), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 12 }),
      fc.integer({ min: 1, max: 6 }),
      async (items, limit) => {
        let atOnce = 0;
        let most = 0;
        const outcomes = await onEach(items, limit, async ({ ms, fails }) => {
          most = Math.max(most, ++atOnce);
          await delay(ms);
          atOnce--;
          if (fails) throw new Error('no luck');
          return ms;
        });
        expect(most).toBe(Math.min(limit, items.length));
        expect(outcomes.map((outcome) => outcome.ok)).toEqual(items.map(({ fails }) => !fails));
        outcomes.forEach((outcome, index) => {
          expect(outcome.item).toBe(items[index]);
          if (outcome.ok) expect(outcome.result).toBe(items[index]?.ms);
        });
      },
    ),
    { numRuns: 40 },
  );
});
