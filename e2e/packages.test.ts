import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSshd, SshLab } from '../packages/testing/src/ssh-lab.js';
import { Folder } from './fixture/folder.js';
import { PackageRegistry } from './fixture/package-registry.js';
import { runProgram } from './fixture/run-fck.js';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(join(workspace, 'packages'));

/** A file of the project that uses the packages' exports, once wrongly. */
const program = `
import { createFck } from '@fck/cli';
import { defineConfig, definePlugin, env, type Host, type Remote, sh } from '@fck/core';
import type { FckContainer } from '@fck/core/host';

export const config = defineConfig({ name: 'shop', aws_secret: env('SECRET'), roles: { web: { hosts: ['web-1'] } } });

export const plugin = definePlugin({
  name: 'smoke',
  apply(fck) {
    fck.hooks.provision.tap('smoke', (context) => context.tool('curl'));
  },
});

export async function activateFirst(): Promise<Host | undefined> {
  const fck: FckContainer = await createFck({ cwd: '.' });
  const [host] = await fck.role('web').hosts();
  await fck.role('web').activate(host);
  // @ts-expect-error the name of a role is a text
  fck.role(7);
  await fck.close();
  return host;
}

export const isThere = (remote: Remote, path: string): Promise<boolean> => remote.test(sh\`test -e \${path}\`);
`;

/** A plugin of the project, in TypeScript, that does something on a host. */
const smoke = `
import { definePlugin, sh } from '@fck/core';

export default definePlugin({
  name: 'smoke',
  apply(fck) {
    fck.hooks.provision.tap('smoke', ({ declare, paths }) => {
      const file: string = paths.project + '/smoke';
      declare({
        name: 'smoke',
        check: (remote) => remote.exists(file),
        apply: (remote) => remote.write(file, 'it burns'),
      });
    });
  },
});
`;

const registry = new PackageRegistry();
let tarballs: string;
let project: Folder;

beforeAll(async () => {
  await registry.start();
  tarballs = mkdtempSync(join(tmpdir(), 'fck-tarballs-'));
  await release();
  project = new Folder({
    'package.json': '{"name": "outside", "private": true, "type": "module"}',
    'program.ts': program,
    'smoke.ts': smoke,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        moduleResolution: 'nodenext',
        target: 'es2023',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: ['node'],
      },
      files: ['program.ts'],
    }),
  });
  project.write(
    'fck.yaml',
    `name: shop\nroot: ${project.path}/www\nplugins: [git, aws, ./smoke.ts]\nroles: {web: {hosts: [local]}}\n`,
  );
  const packages = names.map((name) => `@fck/${name}`);
  await npm(
    project.path,
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '@types/node@20',
    ...packages,
  );
});

afterAll(async () => {
  project?.remove();
  if (tarballs) rmSync(tarballs, { recursive: true, force: true });
  await registry.stop();
});

/** `npm run release` to this test's registry. It packs the build that the tests run on. */
async function release(...options: string[]): Promise<string> {
  const script = join(workspace, 'scripts/release.mjs');
  const ended = await runProgram(process.execPath, [script, '--built', '--to', tarballs, ...options], {
    cwd: workspace,
    env: registry.npmSettings,
  });
  if (ended.code !== 0) throw new Error(`npm run release: ${ended.stderr}`);
  return ended.stdout;
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const ended = await runProgram('npm', args, { cwd, env: registry.npmSettings });
  if (ended.code !== 0) throw new Error(`npm ${args.join(' ')}: ${ended.stderr}`);
}

/** Runs \`npx fck\` in the project outside of the workspace. */
async function npxFck(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram('npx', ['--no-install', 'fck', ...args], {
    cwd: project.path,
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

describe('a release', () => {
  it('has every package, the SBOM of the command and checksums of all', () => {
    const { version } = JSON.parse(readFileSync(join(workspace, 'packages/cli/package.json'), 'utf8'));
    const files = [...names.map((name) => `fck-${name}-${version}.tgz`), `fck-cli-${version}.cdx.json`];
    expect(readdirSync(tarballs).sort()).toEqual(['SHA256SUMS', ...files].sort());
    const checked = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: tarballs, encoding: 'utf8' });
    expect(checked.trim().split('\n').sort()).toEqual(files.map((file) => `${file}: OK`).sort());
  });

  it('is in the registry with what was packed, core first and the command last', () => {
    expect(registry.published).toHaveLength(names.length);
    expect(registry.published[0]).toBe('@fck/core');
    expect(registry.published.at(-1)).toBe('@fck/cli');
  });

  it('that is published again publishes nothing', async () => {
    await release();
    expect(registry.published).toHaveLength(names.length);
  });
});

describe('installed outside of the workspace', () => {
  it('`npx fck --version` says the version', async () => {
    const { version } = JSON.parse(readFileSync(join(workspace, 'packages/cli/package.json'), 'utf8'));
    expect((await npxFck('--version')).trim()).toBe(version);
  });

  it('`fck tasks` knows the phases', async () => {
    const tasks: { name: string }[] = JSON.parse(await npxFck('tasks', '--json'));
    expect(tasks.map(({ name }) => name)).toEqual(expect.arrayContaining(['provision', 'build', 'activate']));
  });

  it('without `plugins:` the official ones are there', async () => {
    project.write('official/fck.yaml', 'name: shop\nroles: {web: {hosts: [local]}}\n');
    const plugins: { name: string }[] = JSON.parse(await npxFck('plugins', '--json', '-C', 'official'));
    const official = names.filter((name) => name.startsWith('plugin-')).map((name) => name.slice(7));
    // A project lists these.
    const loaded = official.filter((name) => name !== 'notify' && name !== 'secrets');
    expect(plugins.map(({ name }) => name)).toEqual(expect.arrayContaining(loaded));
  });

  it('a plugin of the project in TypeScript does its work', async () => {
    mkdirSync(join(project.path, 'www'));
    await npxFck('run', 'provision');
    expect(readFileSync(join(project.path, 'www/shop/smoke'), 'utf8')).toBe('it burns');
  });

  it('types resolve, and hold', () => {
    const tsc = join(workspace, 'node_modules/typescript/bin/tsc');
    const check = () =>
      execFileSync(process.execPath, [tsc, '-p', project.path], { encoding: 'utf8', stdio: 'pipe' });
    expect(check).not.toThrow();
  });

  it('every package can be imported', async () => {
    const imports = names.map((name) => `await import('@fck/${name}');`).join('\n');
    project.write('imports.mjs', imports);
    const { code, stderr } = await runProgram(process.execPath, ['imports.mjs'], { cwd: project.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe.skipIf(noSshd)(`installed without running scripts${noSshd ? ` (skipped: ${noSshd})` : ''}`, () => {
  let lab: SshLab;
  beforeAll(async () => {
    lab = new SshLab();
    const hostKey = lab.keygen('host-key', { authorize: false });
    const { port } = await lab.sshd({ hostKeys: [hostKey] });
    const key = lab.keygen('login-key');
    const host = `{name: web-1, user: ${lab.user}, address: 127.0.0.1, port: ${port}}`;
    project.write('ssh/fck.yaml', `name: shop\nkey_filename: ${key}\nroles: {web: {hosts: [${host}]}}\n`);
  });
  afterAll(() => lab?.stop());

  it('has compiled nothing', () => {
    for (const addon of ['ssh2/lib/protocol/crypto/build', 'cpu-features/build'])
      expect(existsSync(join(project.path, 'node_modules', addon))).toBe(false);
  });

  it('the command works over SSH', async () => {
    expect(await npxFck('exec', '-C', 'ssh', '--', 'echo', 'from the command')).toContain('from the command');
  });

  it('a program works over SSH, by the ssh2 that was installed', async () => {
    project.write(
      'ssh/program.mjs',
      `import { createFck } from '@fck/cli';
import { sh } from '@fck/core';
const fck = await createFck({ cwd: 'ssh' });
const [result] = await fck.exec(sh\`echo from a program\`);
await fck.close();
console.log(result.stdout);
`,
    );
    const ended = await runProgram(process.execPath, ['ssh/program.mjs'], { cwd: project.path });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('from a program'), stderr: '' });
  });
});

describe.each(names)('the tarball of %s', (name) => {
  const inTarball = () => {
    const file =
      readdirSync(tarballs).find(
        (candidate) => candidate.startsWith(`fck-${name}-`) && candidate.endsWith('.tgz'),
      ) ?? '';
    const tar = (...args: string[]) =>
      execFileSync('tar', [...args, '-f', join(tarballs, file)], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    const paths = tar('-t')
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
    return { paths, text: tar('-xO') };
  };

  it('has what is run and read, and nothing else', () => {
    const { paths } = inTarball();
    const needed = ['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts'];
    expect(needed.filter((path) => !paths.includes(path))).toEqual([]);
    const strays = paths.filter(
      (path) =>
        // The templates of `fck plugin create` contain sources and tests.
        !path.startsWith('templates/') &&
        /(^|\/)src\/|\.test\.|fixture|e2e|tsbuildinfo|node_modules/.test(path),
    );
    expect(strays).toEqual([]);
  });

  it('says what it is, and for which Node', () => {
    const manifest = JSON.parse(
      readFileSync(join(project.path, 'node_modules/@fck', name, 'package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\w{3}/),
      license: 'MIT',
      engines: { node: expect.any(String) },
      types: expect.any(String),
    });
  });

  it('holds no path of the machine that made it', () => {
    const { text } = inTarball();
    for (const path of [workspace, homedir() === '/' ? workspace : `${homedir()}/`])
      expect(text).not.toContain(path);
  });
});
