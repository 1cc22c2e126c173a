import { describe, expect, it } from 'vitest';
import { fakeClients } from '../account/fake-clients.test.helper.js';
import type { Fleet } from '../fleet.js';
import { instanceFrom } from '../instances/instance.js';
import { instancesToTerminate } from './to-terminate.js';

/** Instances of two roles, all of which AWS confirms. */
const raw = ['builder/1', 'web/1', 'web/2', 'web/3'].map((place, at) => {
  const [role = '', slot = ''] = place.split('/');
  const tags = { 'fck:project': 'shop', 'fck:role': role, 'fck:slot': slot, 'fck:active-build': 'shop_7' };
  return {
    InstanceId: `i-0${at}`,
    State: { Name: 'running' as const },
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
});

function fleet(): Fleet {
  const clients = fakeClients('ec2', {
    send: async ({ input }: { input: { Filters: [{ Values: string[] }] } }) => ({
      Reservations: [
        { Instances: raw.filter(({ InstanceId }) => input.Filters[0].Values.includes(InstanceId)) },
      ],
    }),
  });
  const roles = ['builder', 'web'].map((name) => ({ role: { name }, clients }));
  const instancesOf = async ({ role }: { role: { name: string } }) =>
    raw
      .flatMap((instance) => instanceFrom(instance) ?? [])
      .filter(({ tags }) => tags.get('fck:role') === role.name);
  // What the choice needs of a fleet, and no account.
  return { fck: { project: { name: 'shop' } }, roles: () => roles, instancesOf } as unknown as Fleet;
}

interface Words {
  args?: string[];
  confirm?: string;
  roles?: string[];
  hosts?: string[];
}

async function chosen({ args = [], confirm, roles, hosts }: Words): Promise<string[]> {
  const options = confirm === undefined ? {} : { confirm };
  const found = await instancesToTerminate(fleet(), {
    args,
    options,
    selection: { ...(roles ? { roles } : {}), ...(hosts ? { hosts } : {}) },
  });
  return found.map(({ instance }) => instance.id).sort();
}

describe('what is terminated', () => {
  it.each<[Words, string[]]>([
    [{ args: ['i-01', 'i-03'] }, ['i-01', 'i-03']],
    [{ args: ['i-02'], roles: ['web'], hosts: ['web-2'] }, ['i-02']],
    [{ confirm: 'shop/web' }, ['i-01', 'i-02', 'i-03']],
    [{ confirm: 'shop/web', roles: ['web'] }, ['i-01', 'i-02', 'i-03']],
    [{ confirm: 'shop/web', hosts: ['web-2'] }, ['i-02']],
    [{ confirm: 'shop/web', args: ['i-02'] }, ['i-02']],
  ])('of %j is what was named, and what -r and -H leave of it', async (words, ids) => {
    expect(await chosen(words)).toEqual(ids);
  });

  it.each<[Words, string]>([
    [{ args: ['i-02'], hosts: ['web-1'] }, 'AWS_OUTSIDE_SELECTION'],
    [{ args: ['i-02'], roles: ['builder'] }, 'AWS_OUTSIDE_SELECTION'],
    [{ confirm: 'shop/builder', roles: ['web'] }, 'AWS_OUTSIDE_SELECTION'],
    [{ confirm: 'shop/builder', hosts: ['web-2'] }, 'AWS_NOT_OURS'],
    [{ confirm: 'shop/web', hosts: ['web-2'], args: ['i-01'] }, 'AWS_NOT_OURS'],
    [{ args: ['i-09'] }, 'AWS_NOT_OURS'],
    [{ args: ['web-9'] }, 'AWS_NOT_OURS'],
    [{ confirm: 'web' }, 'AWS_CONFIRM_NAME'],
    [{ confirm: 'other/web' }, 'AWS_CONFIRM_NAME'],
    [{ confirm: 'shop/db' }, 'AWS_CONFIRM_NAME'],
  ])('of %j is nothing: %s', async (words, code) => {
    const refused = await chosen(words).catch((thrown) => thrown);
    expect(refused).toMatchObject({ code });
    expect(`${refused.message} ${refused.hint}`).not.toContain('terminate');
  });

  it.each<[Words, string[]]>([
    [{ args: ['web-1'] }, ['i-01']],
    [{ hosts: ['web-3'] }, ['i-03']],
    [{ args: ['i-02', 'web-1'] }, ['i-01', 'i-02']],
    [{ args: ['web'] }, ['i-01', 'i-02', 'i-03']],
    [{ roles: ['builder'] }, ['i-00']],
    [{ roles: ['web'], args: ['web-1'] }, ['i-01']],
  ])('of %j is nothing; exactly what was named is shown by id', async (words, ids) => {
    const refused = await chosen(words).catch((thrown) => thrown);
    expect(refused).toMatchObject({ code: 'AWS_CONFIRM' });
    expect(refused.hint).toMatch(new RegExp(`: fck ec2 terminate ${ids.join(' ')}$`));
    for (const id of ids)
      expect(refused.detail).toMatch(new RegExp(`^\\S+  ${id}  running  serves shop_7$`, 'm'));
  });

  it('of nothing is nothing, and no id is shown', async () => {
    const refused = await chosen({}).catch((thrown) => thrown);
    expect(refused).toMatchObject({ code: 'AWS_CONFIRM', detail: undefined });
    expect(refused.hint).toMatch(/`fck ec2 list`/);
    expect(refused.hint).not.toContain('terminate');
  });
});
