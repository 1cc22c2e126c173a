import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, load } from '../config/config-folder.test.helper.js';
import { isAddress, isUserName } from './host-address.js';
import { parseJump } from './jump.js';

/** Characters with a meaning to a shell or a terminal. */
const MEANT = /[\s'"`$\\;&<>|(){}[\]*?!#~^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const any = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[a-z0-9.:@%$`;|&()<>{}'"\\ \n-]{1,12}$/),
);

describe('an address', () => {
  it.each([
    '10.0.0.1',
    '::1',
    'fe80::1%eth0',
    'web-1.example.com',
    'web_1',
    'münchen.example',
    'local',
    'prod/web',
  ])('may be %s', (address) => expect(isAddress(address)).toBe(true));

  it('contains no character with a meaning to a shell, ssh or a terminal', () => {
    fc.assert(
      fc.property(any, (address) => {
        if (isAddress(address)) expect(address).not.toMatch(MEANT);
        if (isUserName(address)) expect(address).not.toMatch(MEANT);
      }),
    );
    for (const wrong of ['-oProxyCommand=x', '$(touch x)', 'a`b`', 'a;b', 'a b', 'a\u202eb', 'a\nb', ''])
      expect([wrong, isAddress(wrong), isUserName(wrong)]).toEqual([wrong, false, false]);
  });

  it('of a user may be that of a directory: ann@corp.example', () => {
    expect(isUserName('ann@corp.example')).toBe(true);
  });
});

describe('the list of jump hosts', () => {
  it('is parsed', () => {
    expect(parseJump('ann@bastion:2222, ssh://[::1]:22')).toEqual([
      { user: 'ann', address: 'bastion', port: 2222 },
      { user: undefined, address: '::1', port: 22 },
    ]);
  });

  it.each(['bastion:99999', '-oProxyCommand=x', '$(x)', 'a b', '$(x)@bastion', 'bastion,`x`'])(
    'is not %s',
    (jump) => expect(parseJump(jump)).toHaveProperty('wrong'),
  );
});

describe('a host in the configuration', () => {
  const role = (web: string) => ({ 'fck.yaml': `name: shop\nplugins: []\nroles:\n  web:\n${web}\n` });

  it.each([
    ['an address', '    hosts:\n      - web-1\n      - "$(touch x)"', 'fck.yaml:7:9'],
    ['the user of an address', '    hosts:\n      - "`x`@web-1"', 'fck.yaml:6:9'],
    ['an address in a mapping', '    hosts:\n      - name: web-1\n        address: "a;b"', 'fck.yaml:7:9'],
    ['a private address', '    hosts:\n      - address: a\n        private_address: "a|b"', 'fck.yaml:7:9'],
    ['a name', '    hosts:\n      - address: a\n        name: "a\\u202eb"', 'fck.yaml:7:9'],
    ['a user', '    hosts:\n      - address: a\n        user: "a&b"', 'fck.yaml:7:9'],
    ['the user of a role', '    user: "$(x)"', 'fck.yaml:5:5'],
    ['a jump host', '    ssh:\n      jump: "$(x)"', 'fck.yaml:6:7'],
  ])('%s with characters of a shell is refused with its place', async (_, web, place) => {
    expect(await failure(role(web))).toMatchObject({ code: 'CONFIG_INVALID', place });
  });

  it('whose address cannot be its name needs a name', async () => {
    const found = await failure(role('    hosts:\n      - address: /\n        transport: chroot'));
    expect(found.message).toContain('add a `name`');
    const fck = await load(role('    hosts:\n      - {name: here, address: /, transport: chroot}'));
    expect((await fck.hosts()).map(({ name }) => name)).toEqual(['here']);
  });

  it.each([
    ['a port out of range', 'deploy@h:99999', 'its port must be a number from 1 to 65535'],
    ['port 0', 'h:0', 'its port must be a number from 1 to 65535'],
    ['a blank', ' ', 'its address must be'],
    ['a colon that is no port', 'a:b', 'its address must be'],
    ['no port behind its colon', 'h:', 'its address must be'],
    ['an open bracket', '[::1', 'its address must be'],
  ])('with %s is refused in the short form and in the long one', async (_, text, rule) => {
    const short = await failure(role(`    hosts:\n      - ${JSON.stringify(text)}`));
    expect(short).toMatchObject({ code: 'CONFIG_INVALID', place: 'fck.yaml:6:9' });
    expect(short.message).toContain(rule);
    const long = await failure(role(`    hosts:\n      - address: ${JSON.stringify(text)}`));
    expect(long).toMatchObject({ code: 'CONFIG_INVALID', place: 'fck.yaml:6:9' });
  });

  it('may have its IPv6 address in brackets in both forms', async () => {
    const fck = await load(
      role('    hosts: ["[fd00::1]", {address: "[fd00::2]", private_address: "[fd00::3]"}]'),
    );
    expect(
      (await fck.hosts()).map(({ name, address, privateAddress }) => [name, address, privateAddress]),
    ).toEqual([
      ['fd00::1', 'fd00::1', undefined],
      ['fd00::2', 'fd00::2', 'fd00::3'],
    ]);
  });

  it('may be listed once', async () => {
    const found = await failure(
      role('    hosts:\n      - web-1\n      - web-2\n      - deploy@web-1\n      - web-1'),
    );
    expect(found).toMatchObject({ code: 'CONFIG_INVALID', place: 'fck.yaml:8:9' });
    expect(found.message).toContain('names the host "web-1" 3 times');
  });

  it('may have any real name and address', async () => {
    const addresses = [
      '10.0.0.1',
      '::1',
      'deploy@10.0.0.2:2222',
      '[fe80::2]:22',
      'ann@corp.example@web_1.example.com',
    ];
    const fck = await load(role(`    hosts: ${JSON.stringify(addresses)}`));
    expect((await fck.hosts()).map(({ name, user }) => [name, user])).toEqual([
      ['10.0.0.1', undefined],
      ['::1', undefined],
      ['10.0.0.2', 'deploy'],
      ['fe80::2', undefined],
      ['web_1.example.com', 'ann@corp.example'],
    ]);
  });
});

describe('a host of a provider', () => {
  it.each([
    ['name', { name: 'web-1\nweb-2' }],
    ['name', { name: undefined }],
    ['address', { address: '$(touch x)' }],
    ['user', { user: '`x`' }],
    ['privateAddress', { privateAddress: 'a b' }],
    ['jump', { ssh: { jump: '$(touch x)' } }],
  ])('with a wrong %s is refused before it is connected to', async (part, change) => {
    const fck = await load({ 'fck.yaml': 'name: shop\nplugins: []\nroles: {web: {}}\n' });
    const host = {
      name: 'web-1',
      role: 'web',
      address: '10.0.0.1',
      transport: 'ssh',
      ssh: {},
      labels: {},
      provider: 'book',
    };
    fck.hooks.inventory.tap('book', (hosts) => [...hosts, { ...host, ...change } as never]);
    await expect(fck.hosts()).rejects.toMatchObject({
      code: 'HOST_INVALID',
      message: expect.stringContaining(`its ${part}`),
      hint: expect.stringContaining('"book"'),
    });
  });
});
