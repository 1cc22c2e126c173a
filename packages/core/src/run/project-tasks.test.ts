import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createFck } from '../create.js';

/** The module that tasks import. */
const CORE = '@fck/core';

const yaml = 'name: shop\nplugins: []\nroles: {web: {hosts: [local]}}\n';

/** The text of a task that records that it ran, and what it got. */
const task = (name: string, more = '') =>
  `globalThis.loaded?.push('${name}');\nexport default { about: 'does ${name}', withoutHosts: true, ${more} run: async ({ args, note }) => note('${name} ' + JSON.stringify(args)) };\n`;

async function open(files: Readonly<Record<string, string>>) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fck-tasks-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const loaded: string[] = [];
  Object.assign(globalThis, { loaded });
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'loaded'));
  const fck = await createFck({ cwd: folder, env: {} });
  onTestFinished(() => fck.close());
  const notes: string[] = [];
  fck.hooks.event.tap('test', (event) => void (event.type === 'note' && notes.push(event.text)));
  return { fck, folder, loaded, notes };
}

it('a task is one file, loaded with those that it depends on when it is run', async () => {
  const { fck, loaded, notes } = await open({
    'fck.yaml': yaml,
    'tasks/warm.mjs': task('warm'),
    'tasks/smoke.ts': `import { task } from '${CORE}';
(globalThis as { loaded?: string[] }).loaded?.push('smoke');
export default task({
  about: 'asks',
  dependsOn: ['warm'],
  withoutHosts: true,
  args: { times: { about: 'how often', kind: 'number', default: 2 } },
  run: async ({ args, note }) => note(\`smoke \${args.times.toFixed(1)}\`),
});
`,
    'tasks/other.js': 'throw new Error("not asked for");',
    'tasks/_shared.mjs': 'throw new Error("no task");',
    'tasks/smoke.test.ts': 'throw new Error("no task");',
  });
  expect(loaded).toEqual([]);
  expect(fck.tasks.has('smoke')).toBe(false);
  await fck.run(['smoke'], { args: { times: 3 } });
  expect(loaded).toEqual(['smoke', 'warm']);
  expect(notes).toEqual(['warm {}', 'smoke 3.0']);
  expect(fck.tasks.ownerOf('smoke')).toBe('tasks/smoke.ts');
  await expect(fck.run(['smke'])).rejects.toMatchObject({
    message: 'There is no task named "smke". Did you mean "smoke"?',
  });
});

it('a pipeline may name tasks that have files', async () => {
  const { fck, notes } = await open({
    'fck.yaml': `${yaml}pipelines: {release: [warm, smoke]}\n`,
    'tasks/warm.mjs': task('warm'),
    'tasks/smoke.mjs': task('smoke'),
  });
  await fck.run(['release']);
  expect(notes).toEqual(['warm {}', 'smoke {}']);
});

it('tasks may be in a configuration that is a module', async () => {
  const { fck, notes } = await open({
    'fck.config.ts': `import { defineConfig, task } from '${CORE}';
export default defineConfig({
  name: 'shop',
  plugins: [],
  roles: { web: { hosts: ['local'] } },
  tasks: {
    smoke: task({
      about: 'asks',
      withoutHosts: true,
      args: { skip: { about: 'parts', kind: 'list' } },
      run: async ({ args, note }) => note(args.skip.join(' and ')),
    }),
  },
});
`,
  });
  await fck.run(['smoke'], { args: { skip: 'css,js' } });
  expect(notes).toEqual(['css and js']);
  expect(fck.tasks.ownerOf('smoke')).toBe('fck.config.ts');
  expect(JSON.stringify(fck.describeConfig())).not.toContain('smoke');
});

it.each([
  [
    'the name of a task of fck',
    { 'tasks/build.mjs': task('build') },
    {
      code: 'NAME_TAKEN',
      message: expect.stringContaining('"build" is already registered by core; tasks/build.mjs'),
    },
  ],
  [
    'the name of another file',
    { 'tasks/smoke.mjs': task('a'), 'tasks/smoke.ts': task('b') },
    {
      code: 'NAME_TAKEN',
      message: expect.stringContaining('already registered by tasks/smoke.mjs; tasks/smoke.ts'),
    },
  ],
  [
    'an error in it',
    { 'tasks/smoke.mjs': '\n\nthrow new Error("no luck");\n' },
    {
      code: 'TASK_LOAD_FAILED',
      message: 'tasks/smoke.mjs could not be loaded: no luck',
      where: { file: expect.stringContaining('tasks/smoke.mjs'), line: 3, column: 7 },
    },
  ],
  [
    'no task in it',
    { 'tasks/smoke.mjs': 'export default { about: "asks" };' },
    {
      code: 'ENTRY_SHAPE',
      message: 'The task "smoke" needs `run`, but has about.',
      plugin: 'tasks/smoke.mjs',
      where: { file: expect.stringContaining('tasks/smoke.mjs') },
    },
  ],
])('a file is refused that has %s', async (_, files, error) => {
  const { fck } = await open({ 'fck.yaml': yaml, ...files });
  await expect(fck.run(['smoke'])).rejects.toMatchObject(error);
});

it('a file that others may write to is not run', async () => {
  const { fck, folder, loaded } = await open({ 'fck.yaml': yaml, 'tasks/smoke.mjs': task('smoke') });
  chmodSync(join(folder, 'tasks/smoke.mjs'), 0o666);
  await expect(fck.run(['smoke'])).rejects.toMatchObject({ code: 'CONFIG_UNTRUSTED' });
  expect(loaded).toEqual([]);
});

it('a failure names the file', async () => {
  const { fck } = await open({
    'fck.yaml': yaml,
    'tasks/smoke.mjs': `export default { about: '', withoutHosts: true, run: async () => { throw new TypeError('broken'); } };`,
  });
  await expect(fck.run(['smoke'])).rejects.toMatchObject({
    message: 'tasks/smoke.mjs failed: broken',
    where: { file: expect.stringContaining('tasks/smoke.mjs'), line: 1 },
  });
});
