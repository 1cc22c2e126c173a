import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { LaunchOptions } from '../io.js';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { temporaryFolder } from '../testing/temporary-folder.test.helper.js';

const folder = temporaryFolder();
afterEach(() => folder.empty());

/** Runs `fck plugin …` where no project can be opened. `install` stands in for the package manager. */
async function plugin(line: string, install: () => number = () => 0) {
  const launched: unknown[] = [];
  const io = {
    ...fakeIo(),
    cwd: folder.path,
    launch: async (program: string, args: readonly string[], options?: LaunchOptions) => {
      launched.push([program, ...args, options]);
      return install();
    },
  };
  const code = await main(['plugin', ...line.split(' ')], io, () => {
    throw new Error('opened');
  });
  return { code, launched, out: io.stdout.text, err: io.stderr.text };
}

const rootManifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test.each([
  ['create hello', 'src/index.ts'],
  ['create hello --js', 'index.js'],
])(
  '%s: a package of these versions of fck, and of the tools that fck itself is checked with',
  async (line, main) => {
    const { code, out } = await plugin(line);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`  ${main}\n`) });
    const manifest = JSON.parse(folder.read('fck-plugin-hello/package.json'));
    expect(manifest).toMatchObject({
      name: 'fck-plugin-hello',
      peerDependencies: { '@fck/core': `>=${version} <1` },
      devDependencies: { '@fck/testing': `^${version}` },
    });
    for (const [name, range] of Object.entries<string>(manifest.devDependencies)) {
      const ours: string | undefined = rootManifest.devDependencies[name];
      if (ours) expect([name, majorOf(range)]).toEqual([name, majorOf(ours)]);
    }
    for (const file of readdirSync(`${folder.path}/fck-plugin-hello`, {
      recursive: true,
      encoding: 'utf8',
    })) {
      expect(file).not.toMatch(/(^|\/)_/);
      if (/\.\w+$/.test(file) && !file.endsWith('.github'))
        expect(folder.read(`fck-plugin-hello/${file}`)).not.toMatch(/%[A-Z]+%/);
    }
  },
);

function majorOf(range: string): string | undefined {
  return /\d+/.exec(range)?.[0];
}

test('create overwrites nothing', async () => {
  folder.write('fck-plugin-hello/mine', 'mine');
  const { code, err } = await plugin('create hello');
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('PLUGIN_FOLDER_EXISTS') });
  expect(readdirSync(`${folder.path}/fck-plugin-hello`)).toEqual(['mine']);
});

test('add installs with the package manager of the project, then adds', async () => {
  folder.write('package.json', '{"devDependencies": {}}');
  folder.write('pnpm-lock.yaml', '');
  folder.write('deploy/fck.yaml', 'name: shop\nplugins: [git] # code\n');
  const { code, launched, out } = await plugin('add redis -C deploy');
  expect(code).toBe(0);
  expect(launched).toEqual([
    ['pnpm', 'add', '--save-dev', 'fck-plugin-redis', { cwd: folder.path, output: 'stderr' }],
  ]);
  expect(folder.read('deploy/fck.yaml')).toBe('name: shop\nplugins: [git, redis] # code\n');
  expect(out).toContain('Added redis to the plugins of deploy/fck.yaml');
});

test('of a tarball, package.json tells the name', async () => {
  folder.write('package.json', '{}');
  folder.write('fck.json', '{"name": "shop", "plugins": []}');
  const install = () => {
    folder.write('package.json', '{"devDependencies": {"@acme/fck-plugin-redis": "file:x.tgz"}}');
    return 0;
  };
  const { launched } = await plugin('add ./x.tgz', install);
  expect(launched).toEqual([['npm', 'install', '--save-dev', `${folder.path}/x.tgz`, expect.anything()]]);
  expect(folder.read('fck.json')).toBe('{"name": "shop", "plugins": ["@acme/redis"]}');
});

test('what was not installed is not added', async () => {
  folder.write('fck.yaml', 'plugins: [git]\n');
  const { code, err } = await plugin('add redis', () => 1);
  expect(code).toBe(1);
  expect(err).toContain('`npm install --save-dev fck-plugin-redis` ended with code 1');
  expect(folder.read('fck.yaml')).toBe('plugins: [git]\n');
});

test('nothing is installed for --no-install, nor for a file of the project', async () => {
  folder.write('fck.yaml', 'plugins: [git]\n');
  folder.write('smoke.ts', '');
  expect((await plugin('add redis --no-install')).launched).toEqual([]);
  expect((await plugin('add ./smoke.ts')).launched).toEqual([]);
  expect(folder.read('fck.yaml')).toBe('plugins: [git, redis, ./smoke.ts]\n');
  expect((await plugin('add ./smoke.ts')).out).toContain('already');
});

test('of a program, what to add is printed', async () => {
  folder.write('fck.config.js', "export default { plugins: ['git'] };\n");
  const { code, out } = await plugin('add redis --no-install');
  expect(code).toBe(0);
  expect(out).toMatch(/Add 'redis' to its list[\s\S]*'sandbox', 'redis'\]/);
  expect(folder.read('fck.config.js')).toBe("export default { plugins: ['git'] };\n");
});

test('without a configuration nothing is installed', async () => {
  const { code, err, launched } = await plugin('add redis');
  expect({ code, launched }).toEqual({ code: 1, launched: [] });
  expect(err).toContain('CONFIG_NOT_FOUND');
  expect(existsSync(`${folder.path}/package.json`)).toBe(false);
});
