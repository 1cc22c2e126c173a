import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder } from './fixture/folder.js';
import { runProgram } from './fixture/run-fck.js';
import { npm, packageNames, Tarballs } from './fixture/tarballs.js';

const yaml = `# The shop.
name: shop # short
root: ROOT

# One machine.
roles:
  web: { hosts: [ local ] } # this one
`;

const typescript = `import { defineConfig } from '@fck/core';

export default defineConfig({
  name: 'shop',
  root: 'ROOT',
  plugins: [
    'git', // code
  ],
  roles: { web: { hosts: ['local'] } },
});
`;

let tarballs: Tarballs;
let project: Folder;

// npm passes on this repository's setting, with which no package script runs; authors of plugins build with one.
delete process.env['npm_config_ignore_scripts'];

beforeAll(async () => {
  tarballs = await new Tarballs().pack();
  project = new Folder({ 'package.json': '{"name": "outside", "private": true}', 'ts/.keep': '' });
  project.write('fck.yaml', yaml.replace('ROOT', `${project.path}/www`));
  project.write('ts/fck.config.ts', typescript.replace('ROOT', `${project.path}/www-ts`));
  for (const root of ['www', 'www-ts']) mkdirSync(join(project.path, root));
  await npm(
    project.path,
    'install',
    '--no-audit',
    '--no-fund',
    ...packageNames.map((name) => tarballs.of(name)),
  );
});

afterAll(() => {
  project?.remove();
  tarballs?.remove();
});

/** Runs \`npx fck\` in the project, which is outside of the workspace. */
async function fck(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runProgram('npx', ['--no-install', 'fck', ...args], {
    cwd: project.path,
  });
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  return { stdout, stderr };
}

/** Adds a plugin to a configuration in TypeScript or JavaScript, as the message of fck says. */
function addByHand(config: string, name: string, told: string): void {
  expect(told).toContain(`${config} was not changed`);
  expect(told).toContain(`Add '${name}' to its list.`);
  const text = readFileSync(join(project.path, config), 'utf8');
  project.write(config, text.replace("'git', // code\n", `$&    '${name}',\n`));
}

const plugins = [
  { name: 'hello', options: [], config: 'fck.yaml', directory: '.', root: 'www' },
  { name: 'salute', options: ['--js'], config: 'ts/fck.config.ts', directory: 'ts', root: 'www-ts' },
] as const;

describe.each(plugins)(
  'the plugin $name, made with $options',
  ({ name, options, config, directory, root }) => {
    const packageName = `fck-plugin-${name}`;
    const folder = () => join(project.path, packageName);

    it('is made, and made once', async () => {
      const { stdout } = await fck('plugin', 'create', name, ...options);
      expect(stdout).toContain(`Next: cd ${packageName} && npm install && npm test`);
      expect(existsSync(join(folder(), '.github/workflows/ci.yml'))).toBe(true);
      expect(readFileSync(join(folder(), 'README.md'), 'utf8')).not.toMatch(/%[A-Z]+%/);
      const again = await runProgram('npx', ['--no-install', 'fck', 'plugin', 'create', name], {
        cwd: project.path,
      });
      expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('PLUGIN_FOLDER_EXISTS') });
    });

    it('passes its own tests and checks, and packs', async () => {
      const own = ['core', 'testing'].map((each) => tarballs.of(each));
      await npm(folder(), 'install', '--prefer-offline', '--no-audit', '--no-fund', '--save-dev', ...own);
      await npm(folder(), 'test');
      await npm(folder(), 'run', 'lint');
      await npm(folder(), 'pack');
      expect(existsSync(join(folder(), `${packageName}-0.1.0.tgz`))).toBe(true);
    });

    it('is added to a project without touching anything else', async () => {
      const before = readFileSync(join(project.path, config), 'utf8').split('\n');
      const { stdout } = await fck('plugin', 'add', `${packageName}/${packageName}-0.1.0.tgz`, '-c', config);
      if (config.endsWith('.ts')) addByHand(config, name, stdout);
      const after = readFileSync(join(project.path, config), 'utf8').split('\n');
      expect(after.filter((line) => before.includes(line))).toEqual(before);
      const manifest = JSON.parse(readFileSync(join(project.path, 'package.json'), 'utf8'));
      expect(manifest.devDependencies[packageName]).toMatch(/\.tgz$/);
      const listed: { name: string }[] = JSON.parse((await fck('plugins', '--json', '-C', directory)).stdout);
      expect(listed.map((plugin) => plugin.name)).toEqual(expect.arrayContaining(['git', name]));
      expect(listed.find((plugin) => plugin.name === name)).toEqual({
        name,
        version: '0.1.0',
        from: packageName,
        registered: { task: [name] },
        overrides: [],
        taps: [{ hook: 'provision', position: expect.any(Number) }],
      });
    });

    it('does its work there', async () => {
      const { stderr } = await fck('run', 'provision', name, '-C', directory);
      expect(stderr).toContain('Deployed by fck.');
      expect(readFileSync(join(project.path, root, 'shop/greeting/text'), 'utf8')).toBe('Deployed by fck.\n');
      expect((await fck('explain', name, '-C', directory)).stdout).toContain(
        'shows the greeting of each host',
      );
    });
  },
);
