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

  it.each([
    ['options for none of its plugins', '{aa: {}}', 'PRESET_OPTIONS', 'has no plugin "aa". Did you mean "a"'],
    ['a plugin that is listed beside it', '{}], [./presets/a.mjs', 'PLUGIN_TWICE', '(./a.mjs'],
  ])('refuses %s', async (_, options, code, said) => {
    const error = await failure({ 'fck.yaml': config(` [[./presets/all.mjs, ${options}]]`), ...files });
    expect(error).toMatchObject({ code, place: expect.stringMatching(/^fck\.yaml:2:\d+$/) });
    if (code === 'PRESET_OPTIONS') expect(error.message).toContain(said);
  });
});
