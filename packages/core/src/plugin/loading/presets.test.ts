import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PluginEntry } from '../../api/plugin.js';
import { failure, folderWith, load } from '../../config/config-folder.test.helper.js';
import { createFck } from '../../create.js';
import type { FckContainer } from '../../fck.js';
import { definePlugin } from './define-plugin.js';

const config = (plugins: string) => `name: shop\nplugins:${plugins}\nroles: {web: {}}\n`;

/** A plugin in a file; `about` of its task is its options. */
const telling = (name: string) =>
  `export default { name: '${name}', apply(fck, options) {
    fck.tasks.register('task-of-${name}', { about: JSON.stringify(options) ?? 'none', async run() {} });
  } };`;

/** Each plugin's name, its source, and its options. */
function told(fck: FckContainer) {
  return fck.plugins.map(({ name, from }) => [name, from, fck.tasks.find(`task-of-${name}`)?.about]);
}

const files = {
  'presets/all.mjs': `import b from './b.mjs';
    export default ['./a.mjs', [b, { times: 2 }], ['./nested.mjs'], false, function c() {}];`,
  'presets/nested.mjs': "export default [['./d.mjs', { style: { loud: true } }]];",
  'presets/a.mjs': telling('a'),
  'presets/b.mjs': telling('b'),
  'presets/d.mjs': telling('d'),
};

describe('a preset', () => {
  it('stands for the plugins that it lists, resolved from its own file', async () => {
    expect(told(await load({ 'fck.yaml': config('\n  - ./presets/all.mjs'), ...files }))).toEqual([
      ['a', './a.mjs', 'none'],
      ['b', './presets/all.mjs', '{"times":2}'],
      ['d', './d.mjs', '{"style":{"loud":true}}'],
      ['c', './presets/all.mjs', undefined],
    ]);
  });

  it('takes options by the names of its plugins, which override its own', async () => {
    const options = '{a: {x: 1}, b: {loud: true}, d: {style: 0}}';
    const fck = await load({ 'fck.yaml': config(`\n  - [./presets/all.mjs, ${options}]`), ...files });
    expect(told(fck).map(([, , summary]) => summary)).toEqual([
      '{"x":1}',
      '{"times":2,"loud":true}',
      '{"style":0}',
      undefined,
    ]);
  });

  it('may stand inline, and be nested', async () => {
    const plugin = (name: string) =>
      definePlugin({ name, schema: z.object({ n: z.number().default(0) }), apply: () => undefined });
    const [a, b, c] = [plugin('a'), plugin('b'), plugin('c')];
    const defaultPlugins: PluginEntry[] = [[a, b.with({ n: 1 })], [[c]]];
    const fck = await createFck({
      cwd: folderWith({ 'fck.json': '{"name": "shop", "roles": {"web": {}}}' }),
      env: {},
      defaultPlugins,
    });
    expect(fck.plugins.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('refuses options for none of its plugins', async () => {
    const error = await failure({ 'fck.yaml': config(' [[./presets/all.mjs, {aa: {}}]]'), ...files });
    expect(error).toMatchObject({
      code: 'PRESET_OPTIONS',
      place: expect.stringMatching(/^fck\.yaml:2:\d+$/),
    });
    expect(error.message).toContain('has no plugin "aa". Did you mean "a"');
  });

  it.each([
    ['itself', { 'a.mjs': "export default ['./a.mjs'];" }, 'The preset "./a.mjs" contains itself.'],
    [
      'others in a circle, with all members',
      {
        'top.mjs': "export default ['./a.mjs'];",
        'a.mjs': "export default [['./b.mjs']];",
        'b.mjs': "export default ['./c.mjs'];",
        'c.mjs': "export default ['./a.mjs'];",
      },
      'These presets list one another in a circle: ./a.mjs → ./b.mjs → ./c.mjs → ./a.mjs.',
    ],
    [
      'an inline list that contains itself',
      { 'a.mjs': 'const list = [() => {}]; list.push(list); export default list;' },
      'The preset "./a.mjs" contains itself.',
    ],
  ])('may not list %s', async (_, presets, message) => {
    const [entry = ''] = Object.keys(presets);
    expect(await failure({ 'fck.yaml': config(` [./${entry}]`), ...presets })).toMatchObject({
      code: 'PRESET_CIRCLE',
      place: 'fck.yaml:2:11',
      message,
    });
  });
});

/** Names and options of the plugins that a list loads. */
async function loaded(plugins: string, more: Record<string, string> = {}) {
  const all = { ...houses, ...more };
  return told(await load({ 'fck.yaml': config(plugins), ...all })).map(([name, , options]) => [
    name,
    options,
  ]);
}

const houses = {
  'house.mjs': "export default ['./a.mjs', ['./audit.mjs', { level: 1, to: 'log' }]];",
  'shop.mjs': "export default [['./audit.mjs', { to: 'log', level: 1 }], './b.mjs'];",
  'loud.mjs': "export default [['./audit.mjs', { level: 3, to: 'log' }]];",
  'a.mjs': telling('a'),
  'b.mjs': telling('b'),
  'audit.mjs': telling('audit'),
};
const houseAudit = '{"level":1,"to":"log"}';

describe('a plugin that several entries bring', () => {
  it.each([
    [
      'two presets',
      '\n  - ./house.mjs\n  - ./shop.mjs',
      [
        ['a', 'none'],
        ['audit', houseAudit],
        ['b', 'none'],
      ],
    ],
    [
      'one preset twice',
      ' [./house.mjs, ./house.mjs]',
      [
        ['a', 'none'],
        ['audit', houseAudit],
      ],
    ],
    ['two entries, where no options are empty ones', ' [./a.mjs, {./a.mjs: {}}]', [['a', 'none']]],
    [
      'a preset and an entry without options',
      ' [./house.mjs, ./a.mjs, ./audit.mjs]',
      [
        ['a', 'none'],
        ['audit', houseAudit],
      ],
    ],
  ])('with equal options is one plugin: %s', async (_, plugins, expected) => {
    expect(await loaded(plugins)).toEqual(expected);
  });

  it('is one plugin if two TypeScript presets import it', async () => {
    const preset = "import audit from './audit.ts';\nexport default [audit];";
    const more = { 'one.ts': preset, 'two.ts': preset, 'audit.ts': telling('audit') };
    expect(await loaded(' [./one.ts, ./two.ts]', more)).toEqual([['audit', 'none']]);
  });

  it('is one plugin if the same release of its package is installed twice', async () => {
    const installed = (folder: string, version: string) => ({
      [`${folder}package.json`]: JSON.stringify({
        name: 'fck-plugin-audit',
        version,
        exports: './index.mjs',
      }),
      [`${folder}index.mjs`]: telling('audit'),
    });
    const preset = {
      'one/index.mjs': "export default ['audit'];",
      'two/index.mjs': "export default ['audit'];",
    };
    const one = installed('one/node_modules/fck-plugin-audit/', '1.0.0');
    const two = (version: string) => installed('two/node_modules/fck-plugin-audit/', version);
    const plugins = ' [./one/index.mjs, ./two/index.mjs]';
    expect(await loaded(plugins, { ...preset, ...one, ...two('1.0.0') })).toEqual([['audit', 'none']]);
    expect(await failure({ 'fck.yaml': config(plugins), ...preset, ...one, ...two('2.0.0') })).toMatchObject({
      code: 'PLUGIN_TWICE',
      message:
        'Two plugins are named "audit": fck-plugin-audit 1.0.0 of the preset ./one/index.mjs (fck.yaml:2:11) and fck-plugin-audit 2.0.0 of the preset ./two/index.mjs (fck.yaml:2:28).',
    });
  });

  it('with different options is an error that names both presets, both places and the keys', async () => {
    const outer = { 'outer.mjs': "export default ['./loud.mjs'];" };
    const error = await failure({
      'fck.yaml': config('\n  - ./house.mjs\n  - ./outer.mjs'),
      ...houses,
      ...outer,
    });
    expect(error).toMatchObject({ code: 'PLUGIN_TWICE', plugin: 'audit', place: 'fck.yaml:4:5' });
    expect(error.message).toBe(
      'The plugin "audit" is brought twice, and its options differ in "level": the preset ./house.mjs (fck.yaml:3:5) and the preset ./loud.mjs in ./outer.mjs (fck.yaml:4:5).',
    );
    expect(error.hint).toContain('{audit: {level: …}}');
  });

  it('may differ in a secret, which the error does not show', async () => {
    const entry = (name: string) => `./audit.mjs: {token: !env ${name}}`;
    const plugins = `\n  - ${entry('ONE')}\n  - ${entry('TWO')}`;
    const files = { 'fck.yaml': config(plugins), ...houses };
    const error = await failure(files, { env: { ONE: 'hunter2', TWO: 'swordfish' } });
    expect(error.code).toBe('PLUGIN_TWICE');
    expect(JSON.stringify(error)).not.toMatch(/hunter2|swordfish/);
    const same = await load(files, { env: { ONE: 'hunter2', TWO: 'hunter2' } });
    expect(same.plugins.map(({ name }) => name)).toEqual(['audit']);
  });
});

describe('an entry behind a preset', () => {
  it.each([
    ['options by name', '{audit: {level: 2}}', '{"level":2,"to":"log"}'],
    ['options beside the name', '[audit, {level: 2}]', '{"level":2,"to":"log"}'],
    ['options beside the path', './audit.mjs: {level: 2}', '{"level":2,"to":"log"}'],
  ])('overrides options of its plugin: %s', async (_, entry, options) => {
    expect(await loaded(`\n  - ./house.mjs\n  - ${entry}`)).toEqual([
      ['a', 'none'],
      ['audit', options],
    ]);
  });

  it('before the preset is another entry, whose options must be equal', async () => {
    const error = await failure({ 'fck.yaml': config(' [./audit.mjs: {level: 2}, ./house.mjs]'), ...houses });
    expect(error).toMatchObject({ code: 'PLUGIN_TWICE' });
    expect(error.message).toContain(
      'differ in "level", "to": the entry at fck.yaml:2:11 and the preset ./house.mjs',
    );
  });

  it.each([
    ['"!audit"', '\n  - ./house.mjs\n  - "!audit"'],
    ['{audit: false}', '\n  - ./house.mjs\n  - {audit: false}'],
    ['{audit: false} in the options of the preset', '\n  - ./house.mjs: {audit: false}'],
  ])('removes a plugin: %s', async (_, plugins) => {
    expect(await loaded(plugins)).toEqual([['a', 'none']]);
  });

  it('may replace a plugin by another one of its name', async () => {
    const own = { 'own.mjs': telling('audit').replace('(options)', '("own")') };
    expect(await loaded(' [./house.mjs, "!audit", ./own.mjs]', own)).toEqual([
      ['a', 'none'],
      ['audit', '"own"'],
    ]);
  });

  it('removes in a preset what the presets of this one bring', async () => {
    const inner = { 'quiet.mjs': "export default ['./house.mjs', '!audit', './b.mjs'];" };
    expect(await loaded(' [./quiet.mjs]', inner)).toEqual([
      ['a', 'none'],
      ['b', 'none'],
    ]);
  });

  it.each([
    ['a name that is near', ' [./house.mjs, "!audti"]', 'Did you mean "audit"?', 'They bring: a, audit.'],
    ['an entry of the list itself', ' [./b.mjs, "!b"]', 'brings a plugin "b".', 'remove that one'],
    [
      'a plugin of a preset behind it',
      ' ["!audit", ./house.mjs]',
      'plugin "audit".',
      'move it behind its preset',
    ],
  ])('cannot remove %s', async (_, plugins, said, hint) => {
    const error = await failure({ 'fck.yaml': config(plugins), ...houses });
    expect(error).toMatchObject({
      code: 'PLUGIN_NOT_IN_PRESET',
      place: expect.stringMatching(/^fck\.yaml:2:\d+$/),
      hint: expect.stringContaining(hint),
    });
    expect(error.message).toContain(said);
  });
});
