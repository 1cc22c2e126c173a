import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { sh } from '../command/command.js';
import { secret } from '../command/secret.js';
import { parseJournal } from './recorded-run.js';

async function projectWithTask() {
  const project = await testFck();
  onTestFinished(() => project.remove());
  project.fck.connections.redactor.add(secret('letmein-please'));
  project.fck.tasks.register('tell', {
    about: '',
    args: { token: { about: '', kind: 'text' }, word: { about: '', kind: 'text' } },
    run: async ({ eachHost, note }) => {
      note('it is letmein-please');
      await eachHost(({ remote }) => remote.run(sh`printf %s ${'long'.repeat(2000)}; seq 3`));
    },
  });
  const runs = join(project.folder, '.fck/runs');
  return { ...project, runs, textOf: (run: string) => readFileSync(join(runs, `${run}.ndjson`), 'utf8') };
}

it('A run is recorded completely, without secrets, for its owner alone', async () => {
  const { fck, runs, textOf } = await projectWithTask();
  const args = { word: 'hello', token: 'letmein-please' };
  const { run } = await fck.run(['tell'], { args, roles: ['web'] });
  const text = textOf(run);
  expect(text).not.toContain('letmein-please');
  expect(text).toContain('"it is ***"');
  const journal = parseJournal(text);
  expect(journal?.head).toMatchObject({
    run,
    tasks: ['tell'],
    args: { word: 'hello' },
    withheld: ['token'],
    roles: ['web'],
    config: { file: 'fck.json' },
  });
  expect(journal?.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['run:start', 'task:start', 'host:start', 'output', 'task:end', 'run:end']),
  );
  expect(statSync(join(runs, `${run}.ndjson`)).mode & 0o777).toBe(0o600);
  expect(statSync(runs).mode & 0o777).toBe(0o700);
});

it('Long texts are shortened in the middle', async () => {
  const { fck, textOf } = await projectWithTask();
  const { run } = await fck.run(['tell']);
  const output = parseJournal(textOf(run))?.events.find(({ type }) => type === 'output');
  expect(output).toMatchObject({
    text: expect.stringMatching(/^(long){250} \[…600\d characters…\] .{1000}$/s),
  });
});

it('The last fifty runs are kept, the one that begins among them, and files of other names', async () => {
  const { fck, runs } = await projectWithTask();
  mkdirSync(runs, { recursive: true });
  for (let second = 10; second < 60; second += 1)
    writeFileSync(join(runs, `21000101T0000${second}Z-abcdef.ndjson`), '');
  writeFileSync(join(runs, 'notes.txt'), '');
  const { run } = await fck.run(['tell']);
  const kept = readdirSync(runs).toSorted();
  expect(kept).toHaveLength(51);
  expect(kept[0]).toBe(`${run}.ndjson`);
  expect(kept[1]).toBe('21000101T000011Z-abcdef.ndjson');
  expect(kept).toContain('notes.txt');
});

it('A dry run is not kept', async () => {
  const { fck, folder } = await projectWithTask();
  await fck.run(['tell'], { dryRun: true });
  expect(readdirSync(folder)).not.toContain('.fck');
});

it('A run that cannot be recorded goes on, and warns once', async () => {
  const { fck, runs, folder, events } = await projectWithTask();
  mkdirSync(join(folder, '.fck'));
  writeFileSync(runs, 'a file where the folder would be');
  await expect(fck.run(['tell'])).resolves.toMatchObject({ ok: true });
  const warnings = events.filter((event) => event.type === 'note' && event.level === 'warn');
  expect(warnings).toMatchObject([{ text: expect.stringContaining('This run is not recorded as a whole') }]);
});
