import { expect, test } from 'vitest';
import { entryFor, readPluginName } from './plugin-name.js';
import { readWantedPlugin } from './wanted-plugin.js';

test.each([
  ['hello', 'hello', 'fck-plugin-hello'],
  ['fck-plugin-hello', 'hello', 'fck-plugin-hello'],
  ['@acme/hello', 'hello', '@acme/fck-plugin-hello'],
  ['@acme/fck-plugin-redis-cache', 'redis-cache', '@acme/fck-plugin-redis-cache'],
])('%s is made as %s in %s', (given, plugin, packageName) => {
  expect(readPluginName(given)).toEqual({
    plugin,
    package: packageName,
    folder: `fck-plugin-${plugin}`,
  });
});

test.each([
  '',
  '../x',
  'Hello',
  'a b',
  'a--b',
  '-a',
  '9a',
  '@acme',
  '@acme/',
  'a/b',
  '@a/b/c',
  'x\n',
  '%PLUGIN%',
])('%j is no name', (given) => {
  expect(() => readPluginName(given)).toThrow(expect.objectContaining({ code: 'PLUGIN_NAME' }));
});

test('the name of an official plugin is taken', () => {
  expect(() => readPluginName('git')).toThrow(expect.objectContaining({ code: 'PLUGIN_NAME_OFFICIAL' }));
});

test.each([
  ['fck-plugin-hello', 'hello'],
  ['@fck/plugin-aws', 'aws'],
  ['@acme/fck-plugin-hello', '@acme/hello'],
  ['fck-plugin-git', 'fck-plugin-git'],
  ['deploy-things', 'deploy-things'],
])('%s is listed as %s', (packageName, entry) => {
  expect(entryFor(packageName)).toBe(entry);
});

const from = { cwd: '/work', configDirectory: '/work/deploy' };
test.each([
  ['redis', { kind: 'package', specifier: 'fck-plugin-redis', package: 'fck-plugin-redis' }],
  ['redis@^2', { kind: 'package', specifier: 'fck-plugin-redis@^2', package: 'fck-plugin-redis' }],
  ['aws', { kind: 'package', specifier: '@fck/plugin-aws', package: '@fck/plugin-aws' }],
  ['@fck/plugin-aws', { kind: 'package', specifier: '@fck/plugin-aws', package: '@fck/plugin-aws' }],
  [
    '@acme/redis@1',
    { kind: 'package', specifier: '@acme/fck-plugin-redis@1', package: '@acme/fck-plugin-redis' },
  ],
  ['x.tgz', { kind: 'elsewhere', specifier: '/work/x.tgz' }],
  ['../x', { kind: 'elsewhere', specifier: '/x' }],
  ['github:acme/x', { kind: 'elsewhere', specifier: 'github:acme/x' }],
])('%s means %j', (given, wanted) => {
  expect(readWantedPlugin(given, from)).toEqual(wanted);
});
