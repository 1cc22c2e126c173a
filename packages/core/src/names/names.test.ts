import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, load } from '../config/config-folder.test.helper.js';
import { layOut } from '../config/lay-out.js';
import { asName, checkedName, isHostName, isName } from './names.js';

/** Hostile names, and valid ones. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[a-zA-Z0-9_./\\:@%*$`'" \n-]{0,12}$/),
  fc.constantFrom(
    '..',
    '.',
    '',
    '-x',
    '../../x',
    'a/b',
    '__proto__',
    'constructor',
    'toString',
    'a\u202eb',
    'a\n',
  ),
);

describe('a name', () => {
  it.each([
    'web',
    'web.eu',
    'fabcloudkit_example_repo',
    'my.repo',
    'python2.7',
    '_private',
    '1',
    'shop_00001_ab12cd3',
  ])('may be %s', (name) => expect(isName(name) && isHostName(name)).toBe(true));

  it.each([
    '-x',
    '.work',
    '..',
    'a b',
    'a\u001b[31m',
    '__proto__',
    'constructor',
    '../../x',
    'a/b',
    '',
    'a\n',
    'ä',
  ])('is not %j', (name) => {
    expect(isName(name)).toBe(false);
    expect(() => checkedName('role', name)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
  });

  it.each([
    '10.0.0.1',
    'fe80::1%eth0',
    '::1',
    'deploy@web-1',
    'web_1.example.com',
    'ip-10-0-0-1.eu-central-1.compute.internal',
  ])('of a host may be %s', (name) => expect(isHostName(name)).toBe(true));

  it.each(['-x', 'a b', 'a*', 'a,b', 'a/b', 'a$b', 'a\u202eb', '__proto__', ''])(
    'of a host is not %j',
    (name) => expect(isHostName(name)).toBe(false),
  );

  it('stays inside of the folder that it becomes a part of, whatever its characters', () => {
    fc.assert(
      fc.property(text, (name) => {
        const paths = layOut({ name: 'shop', root: '/opt/www', buildsDir: 'builds', reposDir: 'repos' });
        for (const [folder, of] of [
          [paths.builds, paths.build],
          [paths.repos, paths.repo],
        ] as const) {
          if (isName(name)) expect(posix.dirname(of(name))).toBe(folder);
          else expect(() => of(name)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
        }
      }),
    );
  });

  it('can be made from any text', () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(isName(asName(written))).toBe(true);
      }),
    );
  });
});

describe('a role', () => {
  it.each(['-x', 'a b\u001b[31m', '../../x', 'a\u202eb', 'constructor'])(
    'named %j is refused where it is written',
    async (name) => {
      const found = await failure({
        'fck.yaml': `name: shop\nplugins: []\nroles:\n  web: {}\n  ${JSON.stringify(name)}: {}\n`,
      });
      expect(found).toMatchObject({ code: 'CONFIG_INVALID', place: 'fck.yaml:5:3' });
      expect(found.message).toContain('cannot be the name of a role');
    },
  );

  it('with an invalid `name:` or file name is refused too', async () => {
    const named = await failure({ 'fck.yaml': 'name: shop\nplugins: []\nroles:\n  - name: ../x\n' });
    expect(named).toMatchObject({ code: 'CONFIG_INVALID', place: 'fck.yaml:4:5' });
    const filed = await failure({
      'fck.yaml': 'name: shop\nplugins: []\nroles: ["a b.yaml"]\n',
      'a b.yaml': '{}',
    });
    expect(filed).toMatchObject({ code: 'CONFIG_INVALID', place: 'a b.yaml:1:1' });
  });

  it('may have dots and underscores', async () => {
    const fck = await load({ 'fck.yaml': 'name: shop\nplugins: []\nroles: {web.eu: {}, web_us: {}}\n' });
    expect(fck.project.roles.map(({ name }) => name)).toEqual(['web.eu', 'web_us']);
  });
});

it.each([
  ['yaml', 'name: shop\nroles:\n  web: {}\n  __proto__: {}\n', 'fck.yaml:4:3'],
  [
    'json',
    '{"name": "shop",\n "roles": {"web": {"hosts":\n [{"address": "a", "labels": {"__proto__": "x"}}]}}}',
    'fck.json:3:31',
  ],
])('the key __proto__ is refused wherever it is (%s)', async (extension, content, place) => {
  expect(await failure({ [`fck.${extension}`]: content })).toMatchObject({ code: 'CONFIG_INVALID', place });
});

describe('a registered name', () => {
  it('is checked when a plugin registers it', async () => {
    const found = await failure({
      'fck.yaml': 'name: shop\nplugins: [./wrong.mjs]\nroles: {web: {}}\n',
      'wrong.mjs': `export default { apply: (fck) => fck.tasks.register('../x', { about: '', run: async () => {} }) };`,
    });
    expect(found).toMatchObject({
      code: 'NAME_INVALID',
      plugin: 'wrong',
      place: expect.stringMatching(/^wrong\.mjs:1:/),
    });
  });

  it('of a plugin is checked, and comes from its file if it has none', async () => {
    const found = await failure({
      'fck.yaml': 'name: shop\nplugins: [./wrong.mjs]\nroles: {web: {}}\n',
      'wrong.mjs': `export default { name: 'a b', apply() {} };`,
    });
    expect(found.code).toBe('PLUGIN_NAME');
    const fck = await load({
      'fck.yaml': 'name: shop\nplugins: ["./my own.mjs"]\nroles: {web: {}}\n',
      'my own.mjs': 'export default { apply() {} };',
    });
    expect(fck.plugins.map(({ name }) => name)).toEqual(['my_own']);
  });
});
