import { definePlugin } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterEach, expect, test } from 'vitest';
import { usedByCommandLine } from '../command-line-names.js';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { temporaryFolder } from '../testing/temporary-folder.test.helper.js';

const folder = temporaryFolder();
afterEach(() => folder.empty());

/** Two tasks, which report that they ran, and a phase. */
const shop = (ran: string[]) =>
  definePlugin({
    name: 'shop',
    apply(fck) {
      fck.tasks.register('stage', {
        about: 'stages',
        withoutHosts: true,
        args: { page: { about: 'the page', kind: 'text', default: '/' } },
        run: async ({ args, run }) => void ran.push(`${run.pipeline}: stage ${args.page}`),
      });
      fck.tasks.register('smoke', {
        about: 'smokes',
        withoutHosts: true,
        after: ['stage'],
        run: async () => void ran.push('smoke'),
      });
      fck.phases.register('migrate', {
        about: 'migrates',
        after: ['build'],
        before: ['activate'],
        needs: ['stage'],
        pipelines: ['up', 'deploy'],
      });
    },
  });

async function fck(line: string, pipelines: object = { release: ['stage', 'smoke'] }) {
  const ran: string[] = [];
  folder.write('fck.json', JSON.stringify({ name: 'shop', roles: { web: {} }, pipelines }));
  const io = fakeIo();
  const code = await main(line.split(' '), io, () =>
    createFck({
      cwd: folder.path,
      env: {},
      defaultPlugins: [shop(ran)],
      commandLine: usedByCommandLine(),
    }),
  );
  return { code, ran, out: io.stdout.text, err: io.stderr.text };
}

test.each(['release --page /a', 'run release --page /a'])(
  'a pipeline of the configuration is a verb, with the arguments of its tasks: fck %s',
  async (line) => {
    const { code, ran, err } = await fck(line);
    expect(err).not.toContain('✖');
    expect(code).toBe(0);
    expect(ran).toEqual(['release: stage /a', 'smoke']);
  },
);

test('its help has the arguments of its tasks', async () => {
  const { out } = await fck('release --help');
  expect(out).toContain('Run the pipeline release: stage, smoke');
  expect(out).toMatch(/--page <value> +the page/);
});

test('the name of a command cannot name a pipeline', async () => {
  const { code, err } = await fck('run status', { status: ['smoke'] });
  expect(code).toBe(1);
  expect(err).toContain('The pipeline "status" has the name of a command of fck.');
  expect(err).toMatch(/fck\.json:1:\d+/);
});

test('`fck tasks --graph` draws the pipelines and the order of tasks', async () => {
  const { out } = await fck('tasks --graph');
  expect(out).toMatch(/^up +create → provision → build → stage → migrate → activate$/m);
  expect(out).toMatch(/^deploy +build → stage → migrate → activate$/m);
  expect(out).toMatch(/^release +stage → smoke$/m);
  expect(out).toContain('  migrate after stage (needed), build\n');
  expect(out).toContain('  activate after build, migrate\n');
});

test('and with --dot for Graphviz', async () => {
  const { out } = await fck('tasks --graph --dot');
  expect(out).toMatch(/^digraph tasks \{\n/);
  expect(out).toContain('  "stage" -> "migrate";\n');
  expect(out).toContain('  "migrate" -> "activate" [style=dashed];\n');
});
