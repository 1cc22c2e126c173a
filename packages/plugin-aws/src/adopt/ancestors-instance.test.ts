import { describe, expect, it } from 'vitest';
import type { Instance } from '../instances/instance.js';
import { aboutAncestors, candidatesAmong } from './ancestors-instance.js';

function instance(id: string, tags: Record<string, string>, more: Partial<Instance> = {}): Instance {
  return {
    id,
    state: 'running',
    stateReason: undefined,
    type: 't1.micro',
    image: 'ami-1',
    zone: undefined,
    publicAddress: undefined,
    privateAddress: undefined,
    publicName: undefined,
    launchedAt: `2013-03-0${id.length}T00:00:00Z`,
    token: undefined,
    tags: new Map(Object.entries({ fabcloudkit_role: 'web', ...tags })),
    ...more,
  };
}

const built = (project: string) => ({ fabcloudkit_last_good_build: `${project}_00041_abc7955` });
const slots = (found: Instance[], own: Instance[] = []) =>
  candidatesAmong('shop', found, own).map(({ instance: { id }, slot }) => [id, slot]);

describe("instances with fabcloudkit's tags", () => {
  it('take the free places of the role, the oldest first', () => {
    const own = instance('own', { 'fck:project': 'shop', 'fck:slot': '2' });
    const gone = instance('gone', { 'fck:project': 'shop', 'fck:slot': '1' }, { state: 'terminated' });
    expect(slots([instance('i-22', built('shop')), instance('i-1', built('shop'))], [own, gone])).toEqual([
      ['i-1', 1],
      ['i-22', 3],
    ]);
  });

  it('are those of this project, as far as their tags name builds', () => {
    expect(
      slots([
        instance('a', built('shop_eu')),
        instance('b', {}),
        instance('c', { fabcloudkit_active_build: 'shop_00041_abc7955 (41237)' }),
      ]),
    ).toEqual([
      ['b', undefined],
      ['c', 1],
    ]);
  });

  it('are not those that have ended, that are hosts already, or that a group replaces', () => {
    expect(
      slots([
        instance('a', built('shop'), { state: 'terminated' }),
        instance('b', { ...built('shop'), 'fck:project': 'shop' }),
        instance('c', { ...built('shop'), 'aws:autoscaling:groupName': 'x' }),
      ]),
    ).toEqual([]);
  });

  it('are shown with what fabcloudkit noted', () => {
    const active = { fabcloudkit_active_build: 'shop_00041_abc7955 (41237)' };
    expect(aboutAncestors(instance('a', active))).toBe('running, serves shop_00041_abc7955 (41237)');
    expect(aboutAncestors(instance('a', built('shop')))).toBe('running, has shop_00041_abc7955');
    expect(aboutAncestors(instance('a', {}, { state: 'stopped' }))).toBe('stopped, no build');
  });
});
