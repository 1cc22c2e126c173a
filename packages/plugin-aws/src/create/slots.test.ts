import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../instances/instance.js';
import { isAlive, slotOf } from '../instances/instance.js';
import { TAGS } from '../instances/tags.js';
import { planSlots } from './slots.js';

function instance(id: string, state: Instance['state'], slot?: number, generation = 1): Instance {
  const tags: [string, string][] =
    slot === undefined
      ? []
      : [
          [TAGS.slot, String(slot)],
          [TAGS.generation, String(generation)],
        ];
  return {
    id,
    state,
    stateReason: undefined,
    type: 't3.small',
    image: 'ami-1',
    zone: undefined,
    publicAddress: undefined,
    privateAddress: undefined,
    publicName: undefined,
    launchedAt: undefined,
    token: undefined,
    tags: new Map(tags),
  };
}

const slots = (free: readonly { slot: number }[]) => free.map(({ slot }) => slot);

describe('planSlots', () => {
  it('neither counts nor adopts instances of Auto Scaling groups, nor calls them surplus', () => {
    const ofGroup = {
      ...instance('i-group', 'running', 1),
      tags: new Map([
        [TAGS.group, 'web'],
        [TAGS.slot, '1'],
      ]),
    };
    const plan = planSlots([ofGroup, instance('i-a', 'running')], 2);
    expect([...plan.taken].map(([slot, { id }]) => `${slot} ${id}`)).toEqual(['1 i-a']);
    expect(slots(plan.free)).toEqual([2]);
    expect(planSlots([ofGroup], 0).surplus).toEqual([]);
  });

  it('gives each instance its own place', () => {
    const plan = planSlots([instance('i-b', 'running', 2), instance('i-a', 'pending', 1)], 3);
    expect([...plan.taken].map(([slot, { id }]) => `${slot} ${id}`).sort()).toEqual(['1 i-a', '2 i-b']);
    expect(plan.free).toEqual([{ slot: 3, generation: 1 }]);
    expect(plan.surplus).toEqual([]);
  });

  it('counts those that had a place before', () => {
    const plan = planSlots([instance('i-a', 'terminated', 1, 4), instance('i-b', 'shutting-down', 1, 2)], 1);
    expect(plan.free).toEqual([{ slot: 1, generation: 5 }]);
  });

  it('fills free places with instances that have none', () => {
    const plan = planSlots([instance('i-a', 'running'), instance('i-b', 'stopped', 9)], 3);
    expect([...plan.adopted.keys()].sort()).toEqual([1, 2]);
    expect(slots(plan.free)).toEqual([3]);
  });

  it('knows by its token an instance whose tags are missing', () => {
    const lost = { ...instance('i-a', 'running'), token: 'second' };
    const plan = planSlots([lost], 2, (token) => (token === 'second' ? 2 : undefined));
    expect(plan.taken.get(2)?.id).toBe('i-a');
    expect(slots(plan.free)).toEqual([1]);
  });

  it('never asks for more than are missing, and never loses one', () => {
    const anyInstance = fc.record({
      state: fc.constantFrom<Instance['state']>('pending', 'running', 'stopped', 'terminated'),
      slot: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(anyInstance, { maxLength: 12 }),
        fc.integer({ min: 0, max: 5 }),
        (given, count) => {
          const all = given.map(({ state, slot }, index) => instance(`i-${index}`, state, slot));
          const alive = all.filter(isAlive);
          const { taken, free, surplus, adopted } = planSlots(all, count);
          expect(free).toHaveLength(Math.max(0, count - alive.length));
          expect(taken.size + free.length).toBe(count);
          expect(new Set([...taken.values(), ...surplus])).toEqual(new Set(alive));
          for (const [slot, one] of taken) if (!adopted.has(slot)) expect(slotOf(one) ?? slot).toBe(slot);
        },
      ),
    );
  });
});
