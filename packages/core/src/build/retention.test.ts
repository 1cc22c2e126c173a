import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildStatus, HostStateData } from '../api/host-state.js';
import { buildsToRemove } from './retention.js';
import { servedBefore } from './served-before.js';

const name = (number: number) => `b${number}`;
const build = (number: number) => ({ name: name(number), number });

/** A host with builds of these statuses, the oldest first; they served in this order. */
function stock(statuses: readonly BuildStatus[], serving: Partial<HostStateData['serving'][string]> = {}) {
  const finished = statuses.map((_, index) => build(index + 1)).reverse();
  const builds = Object.fromEntries(
    statuses.map((status, index) => [name(index + 1), { status, at: `2024-01-0${index + 1}` }]),
  );
  const nothing = { active: undefined, previous: undefined, instances: [], draining: [], since: undefined };
  const state: HostStateData = {
    version: 3,
    builds,
    serving: { web: { ...nothing, generation: 1, ...serving } },
  };
  return { finished, folders: finished, state };
}

describe('the builds that are removed', () => {
  it.each<[string, BuildStatus[], Partial<HostStateData['serving'][string]>, number, string[]]>([
    ['none while there is room', ['served', 'served'], { active: 'b2' }, 2, []],
    ['the oldest first', ['served', 'served', 'served', 'served'], { active: 'b4' }, 2, ['b2', 'b1']],
    ['never the active one', ['served', 'ready', 'ready'], { active: 'b1' }, 1, ['b2']],
    [
      'never the one that served last',
      ['served', 'ready', 'ready', 'served'],
      { active: 'b4' },
      1,
      ['b3', 'b2'],
    ],
    ['failed ones before good ones', ['served', 'failed', 'served', 'ready'], { active: 'b3' }, 3, ['b2']],
    ['not the newest, though it failed', ['served', 'served', 'failed'], { active: 'b2' }, 1, []],
    [
      'what was rolled back from',
      ['served', 'rejected', 'ready'],
      { active: 'b1', previous: 'b2' },
      2,
      ['b2'],
    ],
    ['not what a site that is down served', ['served', 'ready', 'ready'], { deactivated: 'b1' }, 1, ['b2']],
  ])('are %s', (_, statuses, serving, keep, expected) => {
    expect(buildsToRemove(stock(statuses, serving), keep)).toEqual(expected);
  });

  it('never include builds that a service still runs', () => {
    const instance = { id: 'i', kind: 'app', build: 'b1', endpoint: undefined };
    const statuses: BuildStatus[] = ['failed', 'served', 'served', 'served'];
    expect(buildsToRemove(stock(statuses, { active: 'b4', draining: [instance] }), 1)).toEqual(['b2']);
  });

  it('include unfinished ones, but not one that may be in progress', () => {
    const { finished, state } = stock(['served', 'served'], { active: 'b2' });
    const folders = [build(5), ...finished, build(0)];
    expect(buildsToRemove({ finished, folders, state }, 5)).toEqual(['b0']);
  });

  it('never include builds in use, for any statuses', () => {
    const statuses = fc.array(fc.constantFrom<BuildStatus>('ready', 'served', 'failed', 'rejected'), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(statuses, fc.nat(8), fc.integer({ min: 1, max: 9 }), (given, at, keep) => {
        const active = name((at % given.length) + 1);
        const there = stock(given, { active });
        const removed = buildsToRemove(there, keep);
        const [last] = servedBefore(
          there.state,
          'web',
          there.finished.map((one) => one.name),
        );
        expect(removed).not.toContain(active);
        expect(removed).not.toContain(last);
        expect(removed).not.toContain(name(given.length));
        expect(given.length - removed.length).toBeGreaterThanOrEqual(Math.min(keep, given.length));
      }),
    );
  });
});

describe('the builds that served before', () => {
  const all = ['b4', 'b3', 'b2', 'b1'];
  it.each<[string, BuildStatus[], Partial<HostStateData['serving'][string]>, string[]]>([
    [
      'is what served last, then what served before that',
      ['served', 'served', 'failed', 'served'],
      { active: 'b4' },
      ['b2', 'b1'],
    ],
    [
      'is first what this one replaced',
      ['served', 'served', 'served', 'ready'],
      { active: 'b3', previous: 'b1' },
      ['b1', 'b2'],
    ],
    [
      'is never what was rolled back from',
      ['served', 'rejected', 'served', 'ready'],
      { active: 'b3', previous: 'b2' },
      ['b1'],
    ],
    [
      'of a site that is down is what served before that',
      ['served', 'served', 'ready', 'ready'],
      { deactivated: 'b2' },
      ['b1'],
    ],
  ])('%s', (_, statuses, serving, expected) => {
    expect(servedBefore(stock(statuses, serving).state, 'web', all)).toEqual(expected);
  });
});
