import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BuildStatus, HostStateData } from '../api/host-state.js';
import { withServing } from '../state/serving.js';
import { asItIs, stockWith } from './outlook.js';
import { buildsToRemove, type Stock } from './retention.js';

const name = (number: number) => `b${number}`;

/** A host with builds of these statuses, the oldest first, one of which serves. */
function stock(statuses: readonly BuildStatus[], active: number): Stock {
  const finished = statuses.map((_, index) => ({ name: name(index + 1), number: index + 1 })).reverse();
  const builds = Object.fromEntries(
    statuses.map((status, index) => [
      name(index + 1),
      { status, at: `2024-01-0${index + 1}`, roles: ['web'] },
    ]),
  );
  const state: HostStateData = withServing({ version: 3, builds, serving: {} }, 'web', (record) => ({
    ...record,
    active: name(active),
  }));
  return { finished, folders: finished, state };
}

/** The host after the run has given it a build, and perhaps made it serve. */
function after({ finished, folders, state }: Stock, isActivated: boolean): Stock {
  const made = { name: name(finished.length + 1), number: finished.length + 1 };
  const at = '2024-02-01';
  const known = { ...state.builds, [made.name]: { status: isActivated ? 'served' : 'ready', at } as const };
  const served = withServing({ ...state, builds: known }, 'web', (record) => ({
    ...record,
    ...(isActivated ? { active: made.name, previous: record.active } : {}),
  }));
  return { finished: [made, ...finished], folders: [made, ...folders], state: served };
}

it('what a dry run expects to be removed is what the run removes', () => {
  const statuses = fc.array(fc.constantFrom<BuildStatus>('ready', 'served', 'failed', 'rejected'), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(
      statuses,
      fc.nat(8),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      (given, at, keep, serves) => {
        const before = stock(given, (at % given.length) + 1);
        const outlook = {
          builds: [{ name: undefined, role: 'web' }],
          activated: new Set(serves ? ['web'] : []),
        };
        const expected = buildsToRemove(stockWith(outlook, before), keep);
        expect(expected).toEqual(buildsToRemove(after(before, serves), keep));
      },
    ),
  );
});

it('a build that exists by then counts once', () => {
  const there = stock(['served', 'ready'], 1);
  const outlook = { builds: [{ name: name(2), role: 'web' }], activated: new Set<string>() };
  expect(stockWith(outlook, there)).toEqual(stockWith(asItIs, there));
});
