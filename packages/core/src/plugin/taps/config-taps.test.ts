import { describe, expect, it } from 'vitest';
import { failure, load } from '../../config/config-folder.test.helper.js';

const files = (tap: string, yaml = '') => ({
  'fck.yaml': `name: shop\nplugins: [./first.mjs, ./house.mjs]\nkeep_builds: 4\n${yaml}roles:\n  web: {hosts: [local]}\n`,
  'first.mjs': "export default (fck) => { fck.hooks.config.tap('first', (config) => ({ ...config })); };\n",
  'house.mjs': `export default function house(fck) {\n  fck.hooks.config.tap('house', ${tap});\n}\n`,
});

describe('a problem with a value that a tap of `config` set', () => {
  it.each([
    ['an unknown key', '(config) => ({ ...config, kep_builds: 3 })', 'has no key "kep_builds"'],
    ['a value of its own', '(config) => ({ ...config, keep_builds: "many" })', 'keep_builds'],
    [
      'a value changed in place',
      '(config) => { config.keep_builds = "many"; return config; }',
      'keep_builds',
    ],
    [
      'a value deep inside',
      '(config) => { config.roles.web.hosts.push({ address: "a b" }); return config; }',
      'address',
    ],
    ['a key that it removed', '({ name, ...config }) => config', 'has no `name`'],
    ['a mapping that it emptied', '(config) => ({ ...config, roles: {} })', 'has no roles'],
    ['a promise', 'async (config) => ({ ...config, keep_builds: -1 })', 'keep_builds'],
  ])('names the plugin and its tap: %s', async (_, tap, said) => {
    const error = await failure(files(tap));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', plugin: 'house', place: 'house.mjs:2:20' });
    expect(error.message).toContain(said);
    expect(error.hint).toContain('The plugin "house" changed it, in its tap of `config`.');
  });

  it('is told apart from those of the file', async () => {
    const error = await failure(files('(config) => ({ ...config, kep_builds: 3 })', 'paralel: 3\n'));
    expect(error.message).toBe('The configuration has 2 problems.');
    expect(error.detail).toMatch(/^fck\.yaml:4:1 {2}.*"paralel"/);
    expect(error.detail).toMatch(/\nhouse\.mjs:2:20 {2}.*"kep_builds".*\n {4}The plugin "house" changed it/);
  });

  it('is one of the file if the tap removed something beside it', async () => {
    const tap = '(config) => { delete config.roles.db; return config; }';
    const yaml = 'name: shop\nplugins: [./house.mjs]\nroles:\n  db: {}\n  web: {usr: x}\n';
    const error = await failure({ ...files(tap), 'fck.yaml': yaml });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', plugin: undefined, place: 'fck.yaml:5:9' });
  });

  it('is one of the file if no tap touched the value', async () => {
    const error = await failure(files('(config) => ({ ...config, parallel: 3 })', 'root: here\n'));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', plugin: undefined, place: 'fck.yaml:4:1' });
  });
});

it('a tap of `config` may set defaults and change values', async () => {
  const tap = '(config) => { config.roles.web.description = "shown"; return { ...config, keep_builds: 9 }; }';
  const { project } = await load(files(tap));
  expect([project.keepBuilds, project.roles[0]?.description]).toEqual([9, 'shown']);
});
