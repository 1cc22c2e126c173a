import type { FckConfig } from '@fck/core';
import { folderHosts, type TestProject, testFck } from '@fck/testing';
import { expect, onTestFinished, test } from 'vitest';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';

async function start() {
  const config: Partial<FckConfig> = { roles: { web: { hosts: folderHosts('web-1', 'web-2') } } };
  const project: TestProject = await testFck(config);
  onTestFinished(() => project.remove());
  let luck = false;
  project.fck.tasks.register('try', {
    about: '',
    onResume: 'unfinished hosts',
    args: { word: { about: '', kind: 'text' } },
    run: ({ eachHost }) =>
      eachHost(async ({ host, note }) => {
        note(`\u001b[2Jtrying ${host.name}`);
        if (!luck && host.name === 'web-2') throw new Error('no luck');
      }),
  });
  const fck = async (...line: string[]) => {
    const io = fakeIo();
    const code = await main(line, io, async () => project.fck);
    return { code, out: io.stdout.text, err: io.stderr.text, json: () => io.stdout.json };
  };
  return {
    ...project,
    command: fck,
    becomeLucky: () => {
      luck = true;
    },
  };
}

test('runs are listed, shown, and resumed', async () => {
  const { command, becomeLucky } = await start();
  expect((await command('history')).out).toMatch(/^No run of this configuration/);
  await command('run', 'try', '--word', 'x', '-r', 'web');
  becomeLucky();
  const resumed = await command('run', '--resume');
  expect(resumed.err).toContain('which failed.');
  expect(resumed.err).toContain('try is done already on web-1.');
  const lines = (await command('history')).out.split('\n');
  expect(lines[1]).toMatch(/ try +web-2 +ok /);
  expect(lines[2]).toMatch(/ try +web-1 web-2 +failed /);
  const [last, first] = (await command('history', '--json')).json() as { run: string }[];
  expect(first).toMatchObject({
    result: 'failed',
    failure: 'try: no luck',
    args: { word: 'x' },
    roles: ['web'],
  });
  const shown = (await command('history', first?.run ?? '')).out;
  expect(shown).toContain('asked    try --word x -r web\n');
  expect(shown).toContain('result   failed: try: no luck\n');
  expect(shown).toContain('trying web-1');
  expect(shown).not.toContain('\u001b');
  expect((await command('history', last?.run ?? '', '--json')).json()).toMatchObject({
    resumes: { run: first?.run, doneOn: [{ task: 'try', hosts: ['web-1'] }] },
    events: expect.arrayContaining([expect.objectContaining({ type: 'run:end', ok: true })]),
  });
});

test.each([
  ['run try --resume', 'leave them out'],
  ['run --resume -H web-1', 'leave them out'],
  ['up --resume --continue', 'leave them out'],
  ['run --resume try', 'This configuration has no recorded run "try".'],
  ['run --resume', 'There is nothing to resume'],
  ['history nonsense', 'This configuration has no recorded run "nonsense"'],
])('%s is refused with a sentence', async (line, sentence) => {
  const { command } = await start();
  const { code, err } = await command(...line.split(' '));
  expect(code).toBe(1);
  expect(err).toContain(sentence);
});
