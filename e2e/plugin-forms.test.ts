import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Folder } from './fixture/folder.js';
import { runProgram } from './fixture/run-fck.js';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const modules = join(workspace, 'node_modules');
const folders: Folder[] = [];

afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** A project with these plugins (as JSON, which is YAML) and files. Nothing is installed in it, not even fck. */
function project(plugins: unknown, files: Readonly<Record<string, string>> = {}): Folder {
  const folder = new Folder(files);
  folders.push(folder);
  const config = { name: 'shop', root: `${folder.path}/www`, plugins, roles: { web: { hosts: ['local'] } } };
  folder.write('fck.yaml', JSON.stringify(config));
  return folder;
}

/** Runs `fck`, which must succeed, and returns its output. */
async function fck(folder: Folder, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await folder.fck(args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout + stderr;
}

/** The plugins as `fck plugins` lists them, without the one for SSH, which every project has. */
async function pluginsOf(folder: Folder): Promise<[string, string | undefined, string][]> {
  const { code, stdout, stderr } = await folder.fck(['plugins', '--json']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const listed: { name: string; version?: string; from: string }[] = JSON.parse(stdout);
  return listed.filter(({ name }) => name !== 'ssh').map(({ name, version, from }) => [name, version, from]);
}

const manifest = (name: string, more: object) => JSON.stringify({ name, version: '1.2.3', ...more });
const esm = "export default { name: 'smoke', apply() {} };\n";
const cjs = "module.exports = { name: 'smoke', apply() {} };\n";

/** Registers a task that reports whether this plugin has the same core as the one that runs it. */
const identity = `
export default definePlugin({
  name: 'smoke',
  apply(fck) {
    fck.tasks.register('smoke', {
      about: 'tells which core it has',
      withoutHosts: true,
      run: async (task) => task.note('the very same core: ' + (fck instanceof FckContainer)),
    });
  },
});
`;

describe.concurrent('a package', () => {
  const packages: [string, string, object, Record<string, string>][] = [
    ['CommonJS, by `main`', 'fck-plugin-smoke', { main: 'lib.js' }, { 'lib.js': cjs }],
    ['ES module, by `main`', 'fck-plugin-smoke', { type: 'module', main: './lib.js' }, { 'lib.js': esm }],
    [
      'ES module, by `exports`',
      '@fck/plugin-smoke',
      { type: 'module', exports: './lib.js' },
      { 'lib.js': esm },
    ],
    [
      'ES module, by the `import` condition alone',
      'fck-plugin-smoke',
      { type: 'module', exports: { '.': { import: './dist/lib.js' } } },
      { 'dist/lib.js': esm },
    ],
    [
      'both, of which the ES module is taken',
      'fck-plugin-smoke',
      { exports: { '.': { import: './lib.mjs', require: './lib.cjs' } } },
      { 'lib.mjs': esm, 'lib.cjs': 'throw new Error("it was required");' },
    ],
    ['without `main`', 'fck-plugin-smoke', {}, { 'index.js': cjs }],
    [
      'TypeScript',
      'fck-plugin-smoke',
      { type: 'module', exports: './src/index.ts' },
      { 'src/index.ts': "const name: string = 'smoke';\nexport default { name, apply(): void {} };\n" },
    ],
  ];

  it.each(packages)('may be %s', async (_, name, more, files) => {
    const inPackage = Object.entries({ ...files, 'package.json': manifest(name, more) });
    const folder = project(
      ['smoke'],
      Object.fromEntries(inPackage.map(([file, text]) => [`node_modules/${name}/${file}`, text])),
    );
    expect(await pluginsOf(folder)).toEqual([['smoke', '1.2.3', name]]);
  });

  it('may be linked from a workspace, in TypeScript, and has the core that runs it', async () => {
    const folder = project(['@acme/smoke'], {
      'packages/smoke/package.json': manifest('@acme/fck-plugin-smoke', {
        type: 'module',
        exports: './src/index.ts',
        peerDependencies: { '@fck/core': 'workspace:^' },
      }),
      'packages/smoke/src/index.ts': `import { definePlugin } from '@fck/core';\nimport { FckContainer } from '@fck/core/host';\n${identity}`,
    });
    folder.link('node_modules/@acme/fck-plugin-smoke', join(folder.path, 'packages/smoke'));
    expect(await pluginsOf(folder)).toEqual([['smoke', '1.2.3', '@acme/fck-plugin-smoke']]);
    expect(await fck(folder, 'run', 'smoke')).toContain('the very same core: true');
  });

  it('may be a tarball, installed with npm', async () => {
    const folder = project(['smoke', '@acme/audit'], {
      'package.json': '{"name": "shop", "private": true}',
      'source/smoke/package.json': manifest('fck-plugin-smoke', { type: 'module', exports: './lib.js' }),
      'source/smoke/lib.js': esm,
      'source/audit/package.json': manifest('@acme/audit', { main: 'lib.js' }),
      'source/audit/lib.js': cjs.replace('smoke', 'audit'),
    });
    mkdirSync(join(folder.path, 'tarballs'));
    await npm(folder.path, 'pack', './source/smoke', './source/audit', '--pack-destination', 'tarballs');
    const tarballs = readdirSync(join(folder.path, 'tarballs')).map((file) => `./tarballs/${file}`);
    await npm(folder.path, 'install', '--offline', '--no-audit', '--no-fund', ...tarballs);
    expect(await pluginsOf(folder)).toEqual([
      ['smoke', '1.2.3', 'fck-plugin-smoke'],
      ['audit', '1.2.3', '@acme/audit'],
    ]);
  });

  it('may be named by its folder', async () => {
    const folder = project(['./smoke'], {
      'smoke/package.json': manifest('fck-plugin-smoke', { main: 'lib.js' }),
      'smoke/lib.js': cjs,
    });
    expect(await pluginsOf(folder)).toEqual([['smoke', '1.2.3', './smoke']]);
  });
});

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await runProgram('npm', args, { cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

describe.concurrent('a file of the project', () => {
  const required = `const { definePlugin } = require('@fck/core');\nconst { FckContainer } = require('@fck/core/host');\n${identity.replace('export default', 'module.exports =')}`;
  const imported = `import { definePlugin } from '@fck/core';\nimport { FckContainer } from '@fck/core/host';\n${identity}`;

  it.each([
    ['smoke.ts', imported, false],
    ['smoke.mts', imported, false],
    ['smoke.cts', required, false],
    ['smoke.mjs', imported, true],
    ['smoke.js', imported, true],
    ['smoke.cjs', required, true],
    ['smoke.js', required, true],
  ])('%s has the core that runs it', async (file, text, needsInstallation) => {
    const folder = project([`./${file}`], { [file]: text });
    // TypeScript gets the running core; Node resolves it for JavaScript as usual.
    if (needsInstallation) folder.link('node_modules/@fck', join(modules, '@fck'));
    expect(await fck(folder, 'run', 'smoke')).toContain('the very same core: true');
  });

  it('may be named without its extension, and stand inline in a config in TypeScript', async () => {
    const folder = new Folder({
      'smoke.ts': imported,
      'fck.config.ts': `import { defineConfig, definePlugin } from '@fck/core';
        import smoke from './smoke.ts';
        class Audit { apply() {} }
        const greet = definePlugin({ name: 'greet', apply() {} });
        export default defineConfig({
          name: 'shop',
          plugins: [smoke, Audit, new (class Inspect extends Audit {})(), greet.with({}), [function pair() {}, {}], './other', import('./later.ts'), [[() => {}]]],
          roles: { web: { hosts: ['local'] } },
        });`,
      'other.ts': 'export default function other() {}',
      'later.ts': 'export default function later() {}',
    });
    folders.push(folder);
    const names = (await pluginsOf(folder)).map(([name]) => name);
    expect(names).toEqual(['smoke', 'Audit', 'Inspect', 'greet', 'pair', 'other', 'later', 'plugin']);
    expect(await fck(folder, 'run', 'smoke')).toContain('the very same core: true');
  });
});

describe('a second copy of @fck/core', () => {
  it('works: what it makes is known for what it is', async () => {
    // By its file: under its name, the command shares the running core.
    const folder = project(['./smoke.mjs'], {
      'smoke.mjs': `import { definePlugin, errorKind, secret, sh } from './node_modules/@fck/core/dist/index.js';
        import { FckContainer } from './node_modules/@fck/core/dist/host.js';
        const noLicence = errorKind('SHOP_NO_LICENCE', 'No licence.', () => ({ message: 'no licence', hint: 'buy one' }));
        export default definePlugin({
          name: 'smoke',
          apply(fck) {
            fck.tasks.register('smoke', {
              about: 'uses its own copy',
              run: (task) => task.eachHost(async ({ remote, note }) => {
                note('the very same core: ' + (fck instanceof FckContainer));
                note('it says ' + await remote.query(sh\`echo \${'hello  you'}\`));
                await remote.run(sh\`cat > /dev/null\`, { input: secret('s3cret-word'), env: { WORD: secret('other-s3cret') } });
                note('the words are s3cret-word and other-s3cret');
                throw noLicence();
              }),
            });
          },
        });`,
    });
    for (const part of ['package.json', 'dist'])
      cpSync(join(workspace, 'packages/core', part), join(folder.path, 'node_modules/@fck/core', part), {
        recursive: true,
      });
    for (const name of ['jiti', 'package-manager-detector', 'semver', 'tapable', 'yaml', 'zod'])
      folder.link(`node_modules/${name}`, join(modules, name));
    const { code, stdout, stderr } = await folder.fck(['run', 'smoke']);
    const text = stdout + stderr;
    expect(text).toContain('the very same core: false');
    expect(text).toContain('it says hello  you');
    expect(text).toMatch(/the words are \*+ and \*+/);
    expect(text).toMatch(/no licence[\s\S]*plugin smoke[\s\S]*buy one[\s\S]*SHOP_NO_LICENCE/);
    expect(code).toBe(1);
  });
});
