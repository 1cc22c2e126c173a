import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { Folder } from './fixture/folder.js';
import { fckProgram, runProgram } from './fixture/run-fck.js';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const recorder = join(workspace, 'e2e/fixture/record-modules.mjs');
let project: Folder;

beforeAll(() => {
  // As it is published; in a repository that was compiled since, the command runs from the packages instead.
  execFileSync(process.execPath, [join(workspace, 'scripts/bundle.mjs')]);
  project = new Folder({ 'package.json': '{"type": "module"}' });
  project.write('fck.yaml', `name: shop\nroot: ${project.path}/www\nroles: {web: {hosts: [local]}}\n`);
});
afterAll(() => project?.remove());

/** What drawing, connecting and installing need is loaded when it is needed; help needs neither core nor plugins. */
const commands: [line: string, unwanted: RegExp][] = [
  ['--help', /^(aws|live|ssh|connect-ssh|project|dist|wrap-ansi|libesm)/],
  ['help run', /^(aws|live|ssh|connect-ssh|project|dist|wrap-ansi|libesm)/],
  ['tasks', /^(aws|live|ssh|connect-ssh|wrap-ansi|libesm)/],
  ['hosts', /^(aws|live|ssh|connect-ssh|wrap-ansi|libesm)/],
  ['plan provision', /^(aws|live|ssh|connect-ssh|wrap-ansi|libesm)/],
  ['run provision', /^(aws|live|ssh|connect-ssh|wrap-ansi|libesm)/],
];

describe.each(commands)('fck %s', (line, unwanted) => {
  it('loads nothing that it does not need', async () => {
    const loaded = await modulesOf(line.split(' '));
    expect(loaded.bundle).toContain('main.js');
    expect(loaded.packages).toEqual([]);
    expect(loaded.bundle.filter((name) => unwanted.test(name))).toEqual([]);
  });
});

test('the version is said before anything is loaded', async () => {
  expect(await modulesOf(['--version'])).toEqual({ packages: [], bundle: [] });
});

test('JavaScript of the project is given the core that runs', async () => {
  project.write(
    'own/fck.yaml',
    'name: own\nplugins: [./esm.mjs, ./required.cjs]\nroles: {web: {hosts: [local]}}\n',
  );
  const plugin = (name: string) => `{ name: '${name}', apply(fck) {
  fck.tasks.register('${name}', { about: String(fck instanceof FckContainer), withoutHosts: true, async run() {} });
} }`;
  project.write(
    'own/esm.mjs',
    `import { FckContainer } from '@fck/core/host';\nexport default ${plugin('esm')};\n`,
  );
  project.write(
    'own/required.cjs',
    `const { FckContainer } = require('@fck/core/host');\nmodule.exports = ${plugin('required')};\n`,
  );
  mkdirSync(join(project.path, 'own/node_modules/@fck'), { recursive: true });
  symlinkSync(join(workspace, 'packages/core'), join(project.path, 'own/node_modules/@fck/core'));

  const { stdout } = await runProgram(process.execPath, [fckProgram, '-C', 'own', 'tasks'], {
    cwd: project.path,
  });
  expect(stdout).toMatch(/^esm +esm +true$/m);
  expect(stdout).toMatch(/^required +required +true$/m);
  const loaded = await modulesOf(['-C', join(project.path, 'own'), 'tasks']);
  expect(loaded.bundle).toContain('main.js');
  expect(loaded.packages).toEqual([]);
});

async function modulesOf(args: readonly string[]): Promise<{ packages: string[]; bundle: string[] }> {
  const record = join(project.path, `${args.join('-').replaceAll('/', '-')}.modules`);
  const { code, stderr } = await runProgram(process.execPath, ['--import', recorder, fckProgram, ...args], {
    cwd: project.path,
    env: { RECORD_MODULES: record },
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const files = [...new Set(readFileSync(record, 'utf8').split('\n'))];
  return {
    packages: [
      ...new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])),
    ],
    bundle: files.flatMap((file) => /packages\/cli\/bundle\/(.+)$/.exec(file)?.[1] ?? []),
  };
}
