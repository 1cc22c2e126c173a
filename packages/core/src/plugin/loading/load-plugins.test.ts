import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PluginEntry } from '../../api/plugin.js';
import { sh } from '../../command/command.js';
import { failure, folderWith, load } from '../../config/config-folder.test.helper.js';
import { createFck } from '../../create.js';
import type { FckContainer } from '../../fck.js';
import { definePlugin } from './define-plugin.js';
import { candidatesFor } from './resolve-entry.js';

/** A config with this list of plugins, as YAML. */
const config = (plugins: string) => `name: shop\nplugins:${plugins}\nroles: {web: {}}\n`;
/** The text of a plugin in a file: a task whose `about` is its options. */
const register = 'fck.tasks.register(NAME, { about: JSON.stringify(options) ?? "none", async run() {} })';
const named = (name: string) => register.replace('NAME', JSON.stringify(name));

/** Each plugin's name, and its options. */
function told(fck: FckContainer) {
  return fck.plugins.map(({ name }) => [name, fck.tasks.find(`task-of-${name}`)?.about]);
}

describe('a plugin in a file', () => {
  it.each([
    [
      'definePlugin',
      'smoke.ts',
      `export default { name: 'smoke', apply(fck: any, options: unknown) { ${named('task-of-smoke')} } }`,
    ],
    ['a function', 'smoke.mjs', `export default function smoke(fck, options) { ${named('task-of-smoke')} }`],
    [
      'a function without a name',
      'smoke.ts',
      `export default (fck: any, options: unknown) => { ${named('task-of-smoke')} }`,
    ],
    [
      'a class',
      'audit.mjs',
      `export default class smoke { #private = 1; apply(fck, options) { this.#private; ${named('task-of-smoke')} } }`,
    ],
    ['an object', 'smoke.mjs', `export default { apply(fck, options) { ${named('task-of-smoke')} } }`],
    [
      'an instance',
      'some.mjs',
      `class smoke { apply(fck, options) { ${named('task-of-smoke')} } }\nexport default new smoke();`,
    ],
    ['a CommonJS module', 'smoke.cjs', `module.exports = (fck, options) => { ${named('task-of-smoke')} }`],
    [
      'a compiled CommonJS module',
      'smoke.cjs',
      `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = { name: 'smoke', apply(fck, options) { ${named('task-of-smoke')} } };`,
    ],
    [
      'named exports',
      'some.mjs',
      `export const name = 'smoke';\nexport function apply(fck, options) { ${named('task-of-smoke')} }`,
    ],
    [
      'an async one',
      'smoke.mjs',
      `export default async function smoke(fck, options) { await 0; ${named('task-of-smoke')} }`,
    ],
  ])('may be %s', async (_, file, text) => {
    const plain = await load({ 'fck.yaml': config(`\n  - ./${file}`), [file]: text });
    expect(told(plain)).toEqual([['smoke', 'none']]);
    expect(plain.plugins[0]?.from).toBe(`./${file}`);
    const pair = await load({ 'fck.yaml': config(`\n  - [./${file}, {a: 1}]`), [file]: text });
    expect(told(pair)).toEqual([['smoke', '{"a":1}']]);
    const mapping = await load({ 'fck.yaml': config(`\n  - ./${file}:\n      a: 2`), [file]: text });
    expect(told(mapping)).toEqual([['smoke', '{"a":2}']]);
  });

  it('that is missing is an error with its place', async () => {
    expect(await failure({ 'fck.yaml': config('\n  - ./smoke.ts') })).toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: 'The plugin "./smoke.ts" was not found.',
      hint: 'Is the path right? It is relative to the config file.',
      place: 'fck.yaml:3:5',
    });
  });

  it.each([
    ['nothing', 'module.exports = null;', 'nothing'],
    ['a number', 'export default 7;', 'a number'],
    ['an empty list', 'export default [];', 'an empty list'],
    ['another object', 'export default { appply() {} };', 'an object with appply'],
  ])('that exports %s is refused', async (_, text, found) => {
    const file = text.startsWith('module') ? 'odd.cjs' : 'odd.mjs';
    const error = await failure({ 'fck.yaml': config(`\n  - ./${file}`), [file]: text });
    expect(error).toMatchObject({ code: 'PLUGIN_SHAPE', plugin: 'odd', place: 'fck.yaml:3:5' });
    expect(error.message).toBe(`"odd" (./${file}) exports ${found}, which is not a plugin.`);
  });

  it.each([
    ['while its module is run', 'throw new TypeError("no luck");', 'broken'],
    [
      'while it is applied',
      'export default function fragile() { throw new TypeError("no luck"); }',
      'fragile',
    ],
  ])('that throws %s says so', async (_, text, plugin) => {
    const error = await failure({ 'fck.yaml': config('\n  - ./broken.mjs'), 'broken.mjs': text });
    expect(error).toMatchObject({ code: 'PLUGIN_LOAD_FAILED', cause: expect.any(TypeError) });
    expect(error.message).toMatch(/\.\/broken\.mjs"?\)? could not be loaded: no luck/);
    expect(error.place).toMatch(/^broken\.mjs:1:\d+$/);
    if (plugin === 'fragile') expect(error.plugin).toBe('fragile');
  });
});

describe('a plugin in a package', () => {
  const installed = (name: string) => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({
      name,
      version: '1.2.3',
      type: 'module',
      exports: './index.js',
    }),
    [`node_modules/${name}/index.js`]: 'export default (fck, options) => {};',
  });

  it.each([
    ['smoke', ['@fck/plugin-smoke', 'fck-plugin-smoke', 'smoke']],
    ['fck-plugin-smoke', ['fck-plugin-smoke']],
    ['@acme/smoke', ['@acme/fck-plugin-smoke', '@acme/smoke']],
    ['@acme/fck-plugin-smoke', ['@acme/fck-plugin-smoke']],
    ['@fck/plugin-git', ['@fck/plugin-git']],
    ['./smoke.ts', ['./smoke.ts']],
  ])('%s is looked for as %j', async (name, candidates) => {
    expect(candidatesFor(name)).toEqual(candidates);
  });

  it.each(candidatesFor('smoke'))('is found by its short name: %s', async (name) => {
    const fck = await load({ 'fck.yaml': config('\n  - smoke'), ...installed(name) });
    expect(fck.plugins).toEqual([{ name: 'smoke', version: '1.2.3', from: name }]);
  });

  it('is the first of these that is installed', async () => {
    const fck = await load({
      'fck.yaml': config('\n  - smoke'),
      ...installed('smoke'),
      ...installed('fck-plugin-smoke'),
    });
    expect(fck.plugins[0]?.from).toBe('fck-plugin-smoke');
  });

  it.each([
    ['beside those that are listed', ' []', ['smoke from fck-plugin-smoke']],
    [
      'once, if it is listed',
      ' [other, smoke]',
      ['other from fck-plugin-other', 'smoke from fck-plugin-smoke'],
    ],
    ['not, if another one has its name', ' [./smoke.cjs]', ['smoke from ./smoke.cjs']],
  ])('that every project has is loaded %s', async (_, plugins, expected) => {
    const files = {
      'fck.yaml': config(plugins),
      'smoke.cjs': 'module.exports = () => {};',
      ...installed('fck-plugin-smoke'),
      ...installed('fck-plugin-other'),
    };
    const fck = await load(files, { basePlugins: ['smoke'] });
    expect(fck.plugins.map(({ name, from }) => `${name} from ${from}`)).toEqual(expected);
  });

  it('is found beside the config first, then from where the default ones come', async () => {
    const elsewhere = folderWith(installed('fck-plugin-other'));
    const fck = await load(
      { 'fck.yaml': config('\n  - smoke\n  - other'), ...installed('smoke') },
      { resolveFrom: `file://${elsewhere}/main.js` },
    );
    expect(fck.plugins.map(({ from }) => from)).toEqual(['smoke', 'fck-plugin-other']);
  });

  it('that does not exist is an error with the paths that were tried, and the nearest known plugin', async () => {
    expect(
      await failure({ 'fck.yaml': config('\n  - gti') }, { defaultPlugins: ['git', 'aws'] }),
    ).toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: 'The plugin "gti" was not found. Did you mean "git"?',
      detail: 'Looked for: @fck/plugin-gti, fck-plugin-gti, gti',
      hint: 'Correct the name. If the name is right, install the package: npm install --save-dev fck-plugin-gti',
      place: 'fck.yaml:3:5',
    });
  });
});

describe('an entry that is not found', () => {
  const files = {
    'plugins/audit.mjs': 'export default () => {};',
    'tsconfig.json':
      '{\n  // for the editor\n  "compilerOptions": { "paths": { "@app/*": ["./plugins/*"] } }\n}',
  };

  it.each([
    ['plugins/audit.mjs', 'Write "./plugins/audit.mjs": a path begins with "./" or "../".'],
    ['plugins/audit', 'Write "./plugins/audit.mjs": a path begins with "./" or "../".'],
    ['plugins/tidy.mjs', /^Write the name of a package, or the path of a file/],
    ['audit.mjs', /^Write the name of a package, or the path of a file/],
    ['~/audit.mjs', /"~" is not replaced/],
    ['https://example.com/audit.mjs', /not a URL/],
    ['git+ssh://git@example.com/house/audit.git', /not a URL/],
    ['npm:audit@1', /not a URL/],
    [
      '@app/audit',
      '"@app/*" is an alias of tsconfig.json, which entries do not use: write the path of the file, "./…".',
    ],
    ['@/audit', /^Write the name of a package, or the path of a file/],
    ['#audit', /^Write the name of a package, or the path of a file/],
    ['Audit Trail', /^Write the name of a package, or the path of a file/],
  ])('is not offered for installation if it is no package: %s', async (entry, hint) => {
    const error = await failure({ 'fck.yaml': config(`\n  - ${JSON.stringify(entry)}`), ...files });
    expect(error).toMatchObject({ code: 'PLUGIN_NOT_FOUND', place: 'fck.yaml:3:5' });
    expect(error.hint).not.toContain('install --save-dev');
    if (typeof hint === 'string') expect(error.hint).toBe(hint);
    else expect(error.hint).toMatch(hint);
  });

  it.each([
    ['audit@1.2', 'audit'],
    ['audit@latest', 'audit'],
    ['@house/audit@^2', '@house/audit'],
    ['fck-plugin-audit@', 'fck-plugin-audit'],
  ])('has no version: %s', async (entry, name) => {
    expect(await failure({ 'fck.yaml': config(`\n  - "${entry}"`) })).toMatchObject({
      code: 'PLUGIN_VERSION',
      place: 'fck.yaml:3:5',
      hint: `Write "${name}". fck loads the version that is installed, and package.json says which one that is.`,
    });
  });
});

describe('a module that imports what is missing', () => {
  const alias = { 'tsconfig.json': '{"compilerOptions": {"paths": {"@app/*": ["./lib/*"]}}}' };

  it.each([
    [
      'a package',
      'a.mjs',
      'axios-of-nobody/lib',
      {},
      'Install what it imports: npm install --save-dev axios-of-nobody',
    ],
    ['the home folder', 'a.mjs', '~/lib/x.mjs', {}, /^An import is the name of a package, or a path/],
    [
      'an alias, in TypeScript',
      'a.ts',
      '@app/x',
      alias,
      /^"@app\/\*" is an alias of tsconfig\.json: does the file/,
    ],
    [
      'an alias, in CommonJS',
      'a.cjs',
      '@app/x',
      { ...alias, 'lib/x.cjs': '' },
      /which only TypeScript files can import/,
    ],
    [
      'a folder of the project',
      'a.ts',
      'lib/x',
      { 'lib/y.ts': '' },
      /^An import is the name of a package, or a path/,
    ],
    ['a version', 'a.ts', 'axios-of-nobody@3', {}, /^An import is the name of a package, or a path/],
  ])('gets a hint that installs only packages: %s', async (_, file, imported, more, hint) => {
    const text = file.endsWith('.cjs')
      ? `require('${imported}'); module.exports = () => {};`
      : `import '${imported}'; export default () => {};`;
    const error = await failure({ 'fck.yaml': config(` [./${file}]`), [file]: text, ...more });
    expect(error.code).toBe('PLUGIN_LOAD_FAILED');
    if (typeof hint === 'string') expect(error.hint).toBe(hint);
    else expect(error.hint).toMatch(hint);
  });
});

describe('the list of plugins', () => {
  it('is applied in its order', async () => {
    const text = (name: string) => `export default function ${name}() {}`;
    const fck = await load({
      'fck.yaml': config('\n  - ./b.mjs\n  - ./a.mjs\n  - ./c.mjs'),
      'a.mjs': text('a'),
      'b.mjs': text('b'),
      'c.mjs': text('c'),
    });
    expect(fck.plugins.map(({ name }) => name)).toEqual(['b', 'a', 'c']);
  });

  it.each([
    [' smoke', 'is not in a list', 'fck.yaml:2:1'],
    ['\n  - {a: 1, b: 2}', 'is a mapping with several keys', 'fck.yaml:3:5'],
    ['\n  - {}', 'is an empty mapping', 'fck.yaml:3:5'],
    ['\n  -', 'is empty', 'fck.yaml:3:4'],
    ['\n  - 7', 'is 7', 'fck.yaml:3:5'],
    ['\n  - []', 'is a list', 'fck.yaml:3:5'],
  ])('that holds %j is refused with its place', async (plugins, what, place) => {
    const error = await failure({ 'fck.yaml': config(plugins) });
    expect(error).toMatchObject({ code: 'PLUGIN_ENTRY', place });
    expect(error.message).toContain(what);
  });

  it('that claims a name twice is an error with both owners', async () => {
    const error = await failure({
      'fck.yaml': config('\n  - ./one.mjs\n  - ./two.mjs'),
      'one.mjs': `export default function one(fck, options) { ${named('taken')} }`,
      'two.mjs': `export default function two(fck, options) { ${named('taken')} }`,
    });
    expect(error).toMatchObject({ code: 'NAME_TAKEN', plugin: 'two' });
    expect(error.message).toContain('The task "taken" is already registered by one; two cannot');
  });

  it('that claims a section twice, or one of core, is an error with both owners', async () => {
    const claim = (name: string, at: string) => `export default function ${name}(fck) {
      const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
      fck.section({ at: '${at}', name: 'ssh', schema, about: '' });
      fck.section({ at: 'role.build', name: 'cache', schema, about: '' });
    }`;
    expect(
      await failure({ 'fck.yaml': config('\n  - ./one.mjs'), 'one.mjs': claim('one', 'role') }),
    ).toMatchObject({ message: expect.stringContaining('"ssh" is already registered by core; one cannot') });
    const files = { 'one.mjs': claim('one', 'role.build'), 'two.mjs': claim('two', 'role.activate') };
    expect(await failure({ 'fck.yaml': config('\n  - ./one.mjs\n  - ./two.mjs'), ...files })).toMatchObject({
      message: expect.stringContaining('"build.cache" is already registered by one; two cannot'),
    });
  });
});

describe('options', () => {
  const greet = definePlugin({
    name: 'greet',
    schema: z.strictObject({ greeting: z.string().default('hello'), times: z.number().optional() }),
    apply: (fck, options) => {
      fck.tasks.register('task-of-greet', { about: JSON.stringify(options), run: async () => undefined });
    },
  });
  const file = 'greet.mjs';
  const text = `
    import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
    export default { name: 'greet', schema: z.strictObject({ times: z.number() }), apply() {} };`;

  it.each([
    ['left out', greet, '{"greeting":"hello"}'],
    ['given', [greet, { greeting: 'hi', times: 2 }], '{"greeting":"hi","times":2}'],
  ])('%s are checked and completed', async (_, entry, expected) => {
    const fck = await load(
      { 'fck.json': '{"name": "shop", "roles": {"web": {}}}' },
      {
        defaultPlugins: [entry as PluginEntry],
      },
    );
    expect(told(fck)).toEqual([['greet', expected]]);
  });

  it.each([
    [
      '\n  - [./greet.mjs, {times: often}]',
      'fck.yaml:3:20',
      'The option "times" of the plugin "greet": must be a number (it is "often").',
    ],
    ['\n  - ./greet.mjs:\n      time: 3', 'fck.yaml:4:7', 'The plugin "greet" has no option "time".'],
    [
      '\n  - ./greet.mjs',
      'fck.yaml:3:5',
      /The option "times" of the plugin "greet" is missing: it must be a number/,
    ],
  ])('that are wrong are reported with their place and the plugin: %j', async (plugins, place, message) => {
    const error = await failure({ 'fck.yaml': config(plugins), [file]: text });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', place, plugin: 'greet' });
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });
});

describe('a plugin written inline', () => {
  it('may be any value that a module may export', async () => {
    const folder = folderWith({ 'fck.json': '{"name": "shop", "roles": {"web": {}}}' });
    class Audit {
      apply() {}
    }
    const entries: PluginEntry[] = [
      definePlugin({ name: 'defined', apply: () => undefined }),
      function plain() {},
      new Audit(),
      { apply: () => undefined },
      [function configured() {}, { a: 1 }],
    ];
    const fck = await createFck({ cwd: folder, env: {}, defaultPlugins: entries });
    expect(fck.plugins.map(({ name, from }) => [name, from])).toEqual([
      ['defined', 'inline'],
      ['plain', 'inline'],
      ['Audit', 'inline'],
      ['plugin', 'inline'],
      ['configured', 'inline'],
    ]);
  });
});

it('without the plugin that connects by SSH, the error names it', async () => {
  const fck = await load({ 'fck.yaml': 'name: shop\nroles: {web: {hosts: [web-1.example.com]}}\n' });
  const [result] = await fck.exec(sh`true`);
  expect(result).toMatchObject({
    errorCode: 'NO_TRANSPORT',
    hint: 'The plugin "ssh" provides it: add ssh to `plugins:` (not installed? npm install --save-dev @fck/plugin-ssh).',
  });
});

it('a hint installs the package of a known plugin by its own name', async () => {
  const catalogue = [{ name: 'mailgun', package: '@fck/plugin-mailgun', brings: {} }];
  expect((await failure({ 'fck.yaml': config(' [mailgun]') }, { catalogue })).hint).toBe(
    'If it is not installed yet: npm install --save-dev @fck/plugin-mailgun',
  );
});

it('a hint installs with the package manager of the project', async () => {
  const files = { 'fck.yaml': config(' [mailgun]'), 'pnpm-lock.yaml': '' };
  expect((await failure(files)).hint).toBe(
    'If it is not installed yet: pnpm add --save-dev fck-plugin-mailgun',
  );
});

describe('a default plugin that is loaded on demand', () => {
  const cloud = './cloud.mjs';
  const waiting = {
    catalogue: [{ name: cloud, package: 'fck-plugin-cloud', brings: { role: ['cloud'], task: ['census'] } }],
    defaultPlugins: [cloud],
    whenConfigured: [cloud],
  };
  const files = (web: string) => ({
    'fck.yaml': 'name: shop\nroles: [web.yaml]\n',
    'web.yaml': web,
    'cloud.mjs': `export default { name: 'cloud', apply(fck) {
      const schema = { '~standard': { version: 1, vendor: 'none', validate: (value) => ({ value }) } };
      fck.section({ at: 'role', name: 'cloud', about: 'A cloud.', schema });
    } }`,
  });

  it.each([
    ['is not loaded without it', 'hosts: [local]\n', {}, []],
    ['is loaded with it, in the file of a role too', 'cloud: {}\n', {}, ['cloud']],
    ['is loaded for commands that show all', 'hosts: [local]\n', { allPlugins: true }, ['cloud']],
  ])('%s', async (_, web, options, loaded) => {
    const { plugins } = await load(files(web), { ...waiting, ...options });
    expect(plugins.map(({ name }) => name)).toEqual(loaded);
  });

  it('is suggested for its names', async () => {
    const { tasks } = await load(files('hosts: [local]\n'), waiting);
    expect(() => tasks.get('census')).toThrow(
      expect.objectContaining({
        hint: `The plugin "${cloud}" provides it: it is loaded if the configuration has \`cloud\`.`,
      }),
    );
  });
});
