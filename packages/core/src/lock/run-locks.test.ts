import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHosts, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunTasksOptions } from '../api/run-options.js';
import { sh } from '../command/command.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { lockByHand } from './manual-lock.js';

/** A signal that one part of a test waits for and another gives. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

/** A project of two machines, with a task that changes them and one that only reads. */
async function projectOfTwo() {
  const project = await testFck({ roles: { web: { hosts: folderHosts('one', 'two') } } });
  onTestFinished(() => project.remove());
  const { fck, pathOn, events } = project;
  const begun = signal();
  const go = signal();
  fck.tasks.register('change', {
    about: '',
    lockFirst: true,
    run: ({ eachHost }) =>
      eachHost(async ({ remote, paths }) => remote.run(sh`echo changed >>${paths.project}/log`)),
  });
  fck.tasks.register('hold', {
    about: '',
    lockFirst: true,
    run: async () => {
      begun.give();
      await go.given;
    },
  });
  fck.tasks.register('look', {
    about: '',
    run: ({ eachHost }) => eachHost(async ({ remote }) => void (await remote.test(sh`true`))),
  });
  fck.tasks.register('change-one', {
    about: '',
    run: ({ eachHost }) =>
      eachHost(async ({ remote, host, paths }) => {
        if (host.name === 'one') await remote.run(sh`ls -d ${paths.root}/.lock >${paths.project}/log`);
      }),
  });
  const isLocked = (host: string) => existsSync(join(pathOn(host), '../.lock'));
  const logOf = (host: string) => readFileSync(pathOn(host, 'log'), 'utf8');
  const journalOf = (host: string): Record<string, string>[] =>
    readFileSync(pathOn(host, 'journal.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const run = (task: string, options: RunTasksOptions = {}) => fck.run([task], options);
  return { ...project, events, begun, go, run, isLocked, logOf, journalOf };
}

describe('the locks of a run', () => {
  it('are held from its first change to its end, and then released', async () => {
    const project = await projectOfTwo();
    await project.run('change-one');
    expect(project.logOf('one')).toContain('.lock');
    expect(project.isLocked('one') || project.isLocked('two')).toBe(false);
  });

  it('are not taken by a run that only reads, nor by a dry run', async () => {
    const project = await projectOfTwo();
    const held = project.run('hold');
    await project.begun.given;
    await project.run('look');
    await project.run('change', { dryRun: true });
    await expect(project.run('change')).rejects.toMatchObject({ code: 'LOCK_HELD', host: 'one' });
    project.go.give();
    await held;
  });

  it('are released if it fails', async () => {
    const project = await projectOfTwo();
    project.fck.tasks.register('fail', {
      about: '',
      run: ({ eachHost }) => eachHost(async ({ remote }) => remote.run(sh`exit 3`)),
    });
    await expect(project.run('fail')).rejects.toMatchObject({ code: 'HOSTS_FAILED' });
    expect(project.isLocked('one') || project.isLocked('two')).toBe(false);
    expect(project.journalOf('two')).toEqual([
      expect.objectContaining({ host: 'two', phase: 'fail', result: 'failed' }),
    ]);
  });

  it('let one of two runs that begin at once continue, in whatever order they name the machines', async () => {
    const project = await projectOfTwo();
    const inEitherOrder = [
      ['one', 'two'],
      ['two', 'one'],
    ];
    // The run that is refused lets the other one continue.
    const outcomes = await Promise.allSettled(
      inEitherOrder.map((hosts) => project.run('hold', { hosts }).finally(() => project.go.give())),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('report at once that two hosts are one machine, even if waiting was requested', async () => {
    const alias = definePlugin({
      name: 'alias',
      apply(fck) {
        fck.hooks.connect.tapPromise({ name: 'alias', stage: -2 }, async (host, context) =>
          host.name === 'alias' ? fck.hooks.connect.promise({ ...host, name: 'one' }, context) : undefined,
        );
      },
    });
    const roles = { web: { hosts: folderHosts('one') }, db: { hosts: folderHosts('alias') } };
    const { fck, remove, pathOn } = await testFck({ roles }, [alias]);
    onTestFinished(() => remove());
    const log = pathOn('one', 'log');
    fck.tasks.register('change', {
      about: '',
      lockFirst: true,
      run: ({ eachHost }) => eachHost(({ remote }) => remote.run(sh`echo changed >>${log}`)),
    });
    const told = {
      code: 'LOCK_SAME_MACHINE',
      message: 'alias (alias, role "db") and one (one, role "web") are the same machine.',
    };
    await expect(fck.run(['change'], { lockWait: 600 })).rejects.toMatchObject(told);
    await expect(lockByHand(fck, {}, 'by hand')).rejects.toMatchObject(told);
    expect(existsSync(log)).toBe(false);
    expect(existsSync(join(pathOn('one'), '../.lock'))).toBe(false);
  });

  it('are waited for, if requested', async () => {
    const project = await projectOfTwo();
    const held = project.run('hold');
    await project.begun.given;
    const waiting = project.run('change', { lockWait: 600 });
    await expect.poll(() => project.events.some(({ type }) => type === 'note')).toBe(true);
    expect(project.events).toContainEqual(
      expect.objectContaining({
        type: 'note',
        host: 'one',
        text: expect.stringContaining('Waiting for the lock of run '),
      }),
    );
    project.go.give();
    await Promise.all([held, waiting]);
    expect(project.logOf('two')).toBe('changed\n');
  });

  it('are seen in the machines’ journals: who changed what', async () => {
    const project = await projectOfTwo();
    const { run } = await project.run('change');
    const [line] = project.journalOf('two');
    expect(line).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      run,
      who: expect.stringContaining('@'),
      tasks: 'change',
      host: 'two',
      phase: 'change',
      result: 'changed',
    });
  });
});
