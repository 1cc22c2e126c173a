import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nearestTo } from '../errors/nearest.js';
import { FckContainer } from '../fck.js';
import { PluginCatalogue } from '../plugin/loading/catalogue.js';
import { ConfigKeys } from './config-keys.js';
import { ConfiguredRegistry } from './configured-registry.js';
import { Registry } from './registry.js';

describe('nearestTo', () => {
  it.each([
    ['ngnix', ['nginx', 'node', 'redis'], ['nginx']],
    ['copy-from', ['copy_from', 'plan'], ['copy_from']],
    ['webb', ['web', 'builder'], ['web']],
    ['zebra', ['nginx', 'git'], []],
    ['HTTP_TEST_PATH', ['http_test_path'], ['http_test_path']],
  ])('%s', (name, known, expected) => {
    expect(nearestTo(name, known)).toEqual(expected);
  });
});

describe('Registry', () => {
  it('names both owners of a name that is claimed twice', () => {
    let owner = 'one';
    const registry = new Registry<number>('tool', () => owner);
    registry.register('git', 1);
    owner = 'two';
    expect(() => registry.register('git', 2)).toThrow(/already registered by one; two cannot/);
    expect(registry.get('git')).toBe(1);
  });

  it('suggests the nearest known name for an unknown one', () => {
    const registry = new Registry<number>('tool', () => 'core');
    registry.register('nginx', 1);
    expect(() => registry.get('ngnix')).toThrow(/There is no tool named "ngnix"\. Did you mean "nginx"\?/);
  });

  it('chooses the only entry, and requires a choice if there are several', () => {
    const registry = new Registry<number>('reverse proxy', () => 'core');
    expect(() => registry.choose(undefined, 'Choose.')).toThrow(/No reverse proxy is loaded/);
    registry.register('nginx', 1);
    expect(registry.choose(undefined, 'Choose.').value).toBe(1);
    registry.register('caddy', 2);
    expect(() => registry.choose(undefined, 'Choose.')).toThrow(
      expect.objectContaining({ code: 'CHOICE_NEEDED', hint: 'Choose.' }),
    );
    expect(registry.choose('caddy', 'Choose.').value).toBe(2);
  });
});

describe('a registered value', () => {
  const registry = () =>
    new Registry<unknown>('tool', () => 'mine', { shape: ['schema', ['packages', 'declare']] });
  const schema = z.string();

  it.each([
    ['nothing', undefined, '`schema`, but has nothing'],
    ['a text', 'nginx', '`schema`, but has the text "nginx"'],
    ['something else', { about: '', packages: {} }, '`schema`, but has about, packages'],
    ['one of two', { schema, about: '' }, '`packages` or `declare`, but has schema, about'],
  ])('is refused if it is %s', (_, value, said) => {
    const refused = { code: 'ENTRY_SHAPE', plugin: 'mine', message: expect.stringContaining(said) };
    expect(() => registry().register('x', value)).toThrow(expect.objectContaining(refused));
  });

  it('is refused if its schema is invalid', () => {
    expect(() => registry().register('x', { schema: { type: 'object' }, packages: {} })).toThrow(
      expect.objectContaining({ code: 'SCHEMA_SHAPE', plugin: 'mine' }),
    );
    registry().register('x', { schema, declare: () => undefined });
  });
});

describe('a key of the configuration', () => {
  it('has one reader, for sections and entries alike', () => {
    let owner = 'one';
    const keys = new ConfigKeys();
    const proxies = new ConfiguredRegistry('reverse proxy', 'role.activate', () => owner, keys);
    const services = new ConfiguredRegistry('service', 'role.activate', () => owner, keys);
    const builders = new ConfiguredRegistry('builder', 'role.build', () => owner, keys);
    const value = { schema: z.string() };
    proxies.register('nginx', value);
    owner = 'two';
    expect(() => services.register('nginx', value)).toThrow(
      'The service "nginx" is already registered by one, as a reverse proxy; two cannot register it again.',
    );
    expect(services.names()).toEqual([]);
    builders.register('nginx', value);
    keys.seal();
    expect(() => builders.register('late', value)).toThrow(
      expect.objectContaining({ code: 'REGISTERED_TOO_LATE' }),
    );
  });
});

describe('PluginCatalogue', () => {
  const known = [
    {
      name: 'web',
      package: '@acme/fck-plugin-web',
      brings: { 'reverse proxy': ['nginx'], 'role.activate': ['nginx'] },
    },
    { name: 'edge', package: 'fck-plugin-edge', brings: { 'reverse proxy': ['caddy'] } },
  ] as const;
  const catalogue = (...loaded: string[]) => new PluginCatalogue(known, (name) => loaded.includes(name));

  it.each([
    [
      catalogue(),
      'nginx',
      /^The plugin "web" provides it: add web to `plugins:` .*npm install --save-dev @acme\/fck-plugin-web/,
    ],
    [catalogue(), 'cady', /^Did you mean "caddy"\? The plugin "edge" provides it/],
    [catalogue('web'), 'nginx', undefined],
    [catalogue(), 'apache', undefined],
  ])('%#: finds the plugin for %s', (asked, name, answer) => {
    const said = asked.whoBrings('reverse proxy', name);
    if (answer) expect(said).toMatch(answer);
    else expect(said).toBeUndefined();
  });

  it('finds the plugins for a kind', () => {
    expect(catalogue().whoBringsAny('reverse proxy')).toMatch(/^The plugin "web" or "edge" brings one/);
    expect(catalogue().whoBringsAny('tool')).toBeUndefined();
  });

  it('finds the plugin for a name that a registry does not have', () => {
    const fck = new FckContainer(known);
    expect(() => fck.proxies.get('nginx')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('The plugin "web" provides it') }),
    );
    expect(() => fck.proxies.choose(undefined, '')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('"web" or "edge" brings one') }),
    );
  });
});

describe('a mistyped registry', () => {
  const plugin = { name: 'pages', version: undefined, from: 'inline' };
  /** As JavaScript sees it, without types. */
  const untyped = (fck: FckContainer) =>
    fck as unknown as Record<string, { register(...given: unknown[]): void }>;

  it.each([
    ['builder', 'fck.builders'],
    ['process_managers', 'fck.processManagers'],
    ['hook', 'fck.hooks'],
  ])('fck.%s is an error with the nearest name', async (name, nearest) => {
    const fck = new FckContainer();
    await expect(fck.applyAs(plugin, () => untyped(fck)[name]?.register('x', {}))).rejects.toMatchObject({
      code: 'REGISTRY_UNKNOWN',
      message: `There is no fck.${name}. Did you mean ${nearest}?`,
      plugin: 'pages',
    });
  });

  it('is undefined for a name that resembles none, and for a program', async () => {
    const fck = new FckContainer();
    expect(untyped(fck)['builder']).toBeUndefined();
    await fck.applyAs(plugin, () => expect(untyped(fck)['weather']).toBeUndefined());
    expect(fck).toBeInstanceOf(FckContainer);
    await expect(Promise.resolve(fck)).resolves.toBe(fck);
  });
});
