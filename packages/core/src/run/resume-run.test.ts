import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHosts, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunTasksOptions } from '../api/run-options.js';
import { recordedRun, recordedRuns } from '../journal/recorded-runs.js';

const hosts = ['web-1', 'web-2', 'web-3'];

/** A project with a task `first` and one `last`, which need each host; the test chooses what fails. */
async function start() {
  const project = await testFck({ roles: { web: { hosts: folderHosts(...hosts) } } });
  onTestFinished(() => project.remove());
  const { fck } = project;
  const failing = new Set<string>();
  let did: string[] = [];
  for (const [name, onResume] of [
    ['first', 'unfinished hosts'],
    ['last', 'again'],
    ['once', 'refuse'],
  ] as const)
    fck.tasks.register(name, {
      about: '',
      onResume,
      args: { word: { about: '', kind: 'text' } },
      run: ({ eachHost, args }) =>
        eachHost(async ({ host }) => {
          const what = `${name} ${host.name}`;
          if (failing.has(what)) throw new Error('no luck');
          did.push(args['word'] === undefined ? what : `${what} ${String(args['word'])}`);
        }),
    });
  const done = () => {
    const all = did;
    did = [];
    return all;
  };
  const fail = async (what: string, tasks = ['first', 'last'], options: RunTasksOptions = {}) => {
    failing.add(what);
    await expect(fck.run(tasks, options)).rejects.toThrow('no luck');
    failing.delete(what);
    done();
  };
  return { ...project, fail, done, failing, runs: join(project.folder, '.fck/runs') };
}

describe('a run is resumed', () => {
  it('from the failed task: only on failed hosts, then the rest everywhere, with the same arguments', async () => {
    const { fck, fail, done } = await start();
    await fail('first web-2', ['first', 'last'], { args: { word: 'hello' } });
    await fck.resume();
    expect(done()).toEqual(['first web-2 hello', 'last web-1 hello', 'last web-2 hello', 'last web-3 hello']);
    await expect(fck.resume()).rejects.toMatchObject({ code: 'RESUME_NOTHING' });
  });

  it('for the same hosts, and a second time, without the work of either run', async () => {
    const { fck, fail, done, failing } = await start();
    await fail('last web-1', undefined, { hosts: ['web-1', 'web-2'] });
    failing.add('last web-2');
    await expect(fck.resume()).rejects.toThrow('no luck');
    expect(done()).toEqual(['last web-1']);
    failing.clear();
    await fck.resume();
    expect(done()).toEqual(['last web-1', 'last web-2']);
  });

  it('if it was killed: its journal just ends', async () => {
    const { fck, done, fail, runs } = await start();
    await fail('last web-1');
    const [file = ''] = readdirSync(runs);
    const lines = readFileSync(join(runs, file), 'utf8').split('\n');
    const killedIn = lines.findIndex((line) => line.includes('"host:end"') && line.includes('web-2'));
    const text = lines.slice(0, killedIn).join('\n');
    // This process still runs, so the run must seem to be of another one.
    writeFileSync(join(runs, file), `${text.replace(`"pid":${process.pid}`, '"pid":99999999')}\n{"at":17`);
    await fck.resume();
    const all = done();
    expect(all).toEqual(expect.arrayContaining(['first web-2', 'last web-1', 'last web-2', 'last web-3']));
    expect(all).not.toContain('first web-1');
  });

  it('though the configuration has changed, which is reported', async () => {
    const { fck, fail, runs, events } = await start();
    await fail('last web-1');
    const [file = ''] = readdirSync(runs);
    const text = readFileSync(join(runs, file), 'utf8');
    writeFileSync(join(runs, file), text.replace(/"digest":"\w+"/, '"digest":"other"'));
    await fck.resume();
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
    expect(notes).toContainEqual(expect.stringMatching(/^Going on with run .*Done already: first\.$/));
    expect(notes).toContainEqual(expect.stringContaining('The configuration has changed since then.'));
  });

  it('by name, even if later runs exist', async () => {
    const { fck, fail, done, runs } = await start();
    await fail('first web-3');
    const [file = ''] = readdirSync(runs);
    await fck.run(['last']);
    done();
    await expect(fck.resume()).rejects.toMatchObject({ code: 'RESUME_NOTHING' });
    await fck.resume({ run: file.replace('.ndjson', '') });
    expect(done()[0]).toBe('first web-3');
  });
});

describe('a run is not resumed', () => {
  it('if there is none, or another one was requested', async () => {
    const { fck, fail } = await start();
    await expect(fck.resume()).rejects.toMatchObject({ code: 'RESUME_NOTHING' });
    await fail('last web-1', ['last']);
    await expect(fck.resume({ tasks: ['first', 'last'] })).rejects.toMatchObject({
      code: 'RESUME_OTHER_TASKS',
    });
  });

  it('if the last one cannot be read: an earlier one may be long outdated', async () => {
    const { fck, fail, runs } = await start();
    await fail('first web-3');
    mkdirSync(join(runs, '29990101T000000Z-abcdef.ndjson'));
    await expect(fck.resume()).rejects.toMatchObject({
      code: 'RUN_UNREADABLE',
      message: expect.stringContaining('29990101T000000Z-abcdef.ndjson cannot be read'),
    });
  });

  it('in a task that would do more if repeated', async () => {
    const { fck, fail } = await start();
    await fail('once web-1', ['once']);
    await expect(fck.resume()).rejects.toMatchObject({ code: 'RESUME_REFUSED' });
    await fail('first web-1', ['first', 'once']);
    await expect(fck.resume()).resolves.toMatchObject({ ok: true });
  });
});

describe('journals', () => {
  it.each(['../../fck', '..', '', 'a\0b', '20250101T000000Z-abcdef/../x', '20250101T000000Z-abcdef\n'])(
    'are not looked for by %j',
    async (name) => {
      const { fck } = await start();
      await expect(recordedRun(fck.project, name)).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    },
  );

  it('of other configurations, broken ones and copies under other names are ignored', async () => {
    const { fck, runs } = await start();
    const { run } = await fck.run(['first']);
    const { run: other } = await fck.run(['first']);
    const text = readFileSync(join(runs, `${other}.ndjson`), 'utf8');
    writeFileSync(join(runs, `${other}.ndjson`), text.replace('"file":"fck.json"', '"file":"fck.test.json"'));
    cpSync(join(runs, `${run}.ndjson`), join(runs, '20250101T000000Z-abcdef.ndjson'));
    writeFileSync(join(runs, '20250102T000000Z-abcdef.ndjson'), 'broken');
    const found: string[] = [];
    for await (const { head } of recordedRuns(fck.project)) found.push(head.run);
    expect(found).toEqual([run]);
    rmSync(runs, { recursive: true });
    for await (const { head } of recordedRuns(fck.project)) found.push(head.run);
    expect(found).toEqual([run]);
  });
});
