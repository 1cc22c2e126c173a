import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOST } from '../remote/fence.js';
import { ended, holderKinds, LockMachine } from './lock-machine.test.helper.js';

const noFlock = flockIsMissing();

function flockIsMissing(): boolean {
  try {
    execFileSync('flock', ['--version']);
    return false;
  } catch {
    return true;
  }
}

describe.skipIf(noFlock).each(holderKinds)(
  `the lock of a machine, held by a %s${noFlock ? ' (skipped: no flock here)' : ''}`,
  (kind) => {
    it('is given to exactly one of fifty concurrent runs', async () => {
      const machine = new LockMachine(kind);
      const runs = Array.from({ length: 50 }, (_, index) => `run-${index}`);
      const answers = await Promise.all(runs.map((run) => machine.hold(run)));
      const holders = runs.filter((_, index) => answers[index]?.kind === 'held');
      expect(holders).toHaveLength(1);
      expect(answers.filter(({ kind }) => kind === 'busy')).toHaveLength(49);
      expect(machine.held()?.run).toBe(holders[0]);
      expect(machine.held()?.about).toMatchObject({ owner: 'ann@laptop', purpose: `it's ${holders[0]}` });
      await Promise.all(answers.map((answer) => answer.leave()));
    });

    it('leaves only the fences behind when it is released', async () => {
      const machine = new LockMachine(kind);
      const run = await machine.hold('one');
      expect(run.kind === 'held' && (await run.holder.release())).toBe('released');
      expect(machine.held()).toBeUndefined();
      expect(readdirSync(machine.root).toSorted()).toEqual(['.fence', '.locking']);
      for (const file of ['.fence', '.locking'])
        expect(statSync(join(machine.root, file)).mode & 0o777).toBe(0o600);
    });

    it('does not take other files for the remains of a killed run', async () => {
      const machine = new LockMachine(kind);
      for (const [name, file] of [
        ['.lock.backup', 'precious'],
        ['.lock.aB3xYz', 'run'],
      ] as const) {
        mkdirSync(join(machine.root, name), { recursive: true });
        writeFileSync(join(machine.root, name, file), '');
      }
      await machine.hold('one');
      expect(existsSync(join(machine.root, '.lock.backup/precious'))).toBe(true);
      expect(existsSync(join(machine.root, '.lock.aB3xYz'))).toBe(false);
    });

    it('is accessible to the login user alone, also on a machine where it was open to others', async () => {
      const machine = new LockMachine(kind);
      mkdirSync(machine.root);
      for (const file of ['.fence', '.locking']) writeFileSync(join(machine.root, file), '', { mode: 0o666 });
      for (const file of ['.fence', '.locking']) chmodSync(join(machine.root, file), 0o666);
      await machine.hold('one');
      for (const file of ['.fence', '.locking'])
        expect(statSync(join(machine.root, file)).mode & 0o777).toBe(0o600);
      expect(statSync(join(machine.root, '.lock')).mode & 0o777).toBe(0o700);
    });

    it('is released when a run is killed, but only after its last step has ended', async () => {
      const machine = new LockMachine(kind);
      const killed = await machine.hold('killed');
      const orphan = await machine.longStep('killed');
      const left = killed.leave();
      const early = await machine.hold('next');
      expect(early).toMatchObject({ kind: 'busy', lock: { run: 'killed' } });
      await orphan.end();
      await left;
      expect(machine.held()).toBeUndefined();
      const line: unknown = JSON.parse(readFileSync(machine.journal, 'utf8'));
      expect(line).toEqual({
        at: expect.stringMatching(/^2\d{3}-.*Z$/),
        run: 'killed',
        result: 'abandoned',
      });
      expect((await machine.hold('next')).kind).toBe('held');
    });

    it('is taken over if its heartbeat is old and no step is running', async () => {
      const machine = new LockMachine(kind);
      await machine.hold('gone');
      // Closer to the limit, the next full second would make it stale meanwhile.
      machine.age(15);
      expect((await machine.hold('next')).kind).toBe('busy');
      machine.age(30);
      const orphan = await machine.longStep('gone');
      const user = userInfo().username;
      expect(await machine.hold('next')).toMatchObject({
        kind: 'steps',
        holders: [{ isStep: true, user, command: 'sh -c echo begun; read -r line' }],
      });
      await orphan.end();
      expect(await machine.hold('next')).toMatchObject({ kind: 'held', tookOver: { run: 'gone' } });
    });

    it('names the process that blocks it, on one short and printable line', async () => {
      const machine = new LockMachine(kind);
      const run = await machine.hold('one');
      if (run.kind === 'held') await run.holder.release();
      const script = `exec 9<'${machine.root}/.fence'; flock -s 9; echo held; read -r line # \u{1b}[31m${'long '.repeat(100)}`;
      const other = spawn('sh', ['-c', script, 'two\nlines'], { stdio: 'pipe' });
      await once(other.stdout, 'data');
      const answer = await machine.hold('next');
      expect(answer).toMatchObject({
        kind: 'steps',
        lock: undefined,
        holders: [{ pid: other.pid, isStep: false }],
      });
      const [{ command } = { command: '' }] = answer.kind === 'steps' ? answer.holders : [];
      expect(command).toMatch(/^sh -c exec 9<[ -~]{180,200}$/);
      other.stdin.end();
      await once(other, 'close');
      expect((await machine.hold('next')).kind).toBe('held');
    });

    it('is stale after a boot, or a power failure that emptied it', async () => {
      const machine = new LockMachine(kind);
      await machine.hold('gone');
      writeFileSync(join(machine.root, '.lock/heartbeat'), 'another-boot 999999999\n');
      expect((await machine.hold('next')).kind).toBe('held');
      for (const file of ['run', 'holder', 'about', 'heartbeat'])
        writeFileSync(join(machine.root, '.lock', file), '');
      expect((await machine.hold('third')).kind).toBe('held');
    });

    it('that a run lost stays with its new holder, whatever the old holder sends', async () => {
      const machine = new LockMachine(kind);
      const paused = await machine.hold('paused');
      machine.age(60);
      const next = await machine.hold('next');
      expect(next.kind).toBe('held');
      if (paused.kind === 'held') paused.holder.beat();
      expect(paused.kind === 'held' && (await paused.holder.release())).toBe('released');
      expect(machine.held()?.run).toBe('next');
      expect(await machine.hold('paused', { adopt: true })).toMatchObject({
        kind: 'lost',
        lock: { run: 'next' },
      });
    });

    it('is taken again by its own run after a reboot', async () => {
      const machine = new LockMachine(kind);
      const before = await machine.hold('one');
      if (before.kind === 'held') before.holder.stay();
      await before.leave();
      const after = await machine.hold('one', { adopt: true });
      expect(after.kind === 'held' && (await after.holder.release())).toBe('released');
    });

    it('that was taken by hand never goes stale', async () => {
      const machine = new LockMachine(kind);
      expect(machine.keep('by-hand')).toBe('held\n');
      expect(machine.held()).toMatchObject({ run: 'by-hand', age: undefined });
      expect((await machine.hold('next')).kind).toBe('busy');
    });
  },
);

describe.skipIf(noFlock).each([
  ['helper', 'shell'],
  ['shell', 'helper'],
] as const)('a lock held by a %s', (kind, other) => {
  it(`is busy for a ${other}, and free for it afterwards`, async () => {
    const machine = new LockMachine(kind);
    const first = await machine.hold('one');
    expect(await machine.hold('two', { kind: other })).toMatchObject({
      kind: 'busy',
      lock: { run: 'one', about: { purpose: "it's one" } },
    });
    expect(first.kind === 'held' && (await first.holder.release())).toBe('released');
    const second = await machine.hold('two', { kind: other });
    expect(second).toMatchObject({ kind: 'held', tookOver: undefined });
    expect(machine.held()?.run).toBe('two');
  });

  it(`is taken over by a ${other} once it is stale and no step runs, and stays with it`, async () => {
    const machine = new LockMachine(kind);
    const first = await machine.hold('gone');
    machine.age(60);
    const step = await machine.longStep('gone');
    expect(await machine.hold('next', { kind: other })).toMatchObject({
      kind: 'steps',
      lock: { run: 'gone' },
      holders: [{ isStep: true, command: 'sh -c echo begun; read -r line' }],
    });
    await step.end();
    expect(await machine.hold('next', { kind: other })).toMatchObject({
      kind: 'held',
      tookOver: { run: 'gone' },
    });
    expect(first.kind === 'held' && (await first.holder.release())).toBe('released');
    expect(machine.held()?.run).toBe('next');
    expect(await machine.hold('gone', { adopt: true })).toMatchObject({
      kind: 'lost',
      lock: { run: 'next' },
    });
  });

  it(`is adopted by a ${other} of the same run`, async () => {
    const machine = new LockMachine(kind);
    const before = await machine.hold('one');
    if (before.kind === 'held') before.holder.stay();
    await before.leave();
    const after = await machine.hold('one', { adopt: true, kind: other });
    expect(after.kind === 'held' && (await after.holder.release())).toBe('released');
    expect(machine.held()).toBeUndefined();
  });

  it(`is free for a ${other} when its run is gone`, async () => {
    const machine = new LockMachine(kind);
    await (await machine.hold('gone')).leave();
    expect(JSON.parse(readFileSync(machine.journal, 'utf8'))).toMatchObject({ result: 'abandoned' });
    expect(await machine.hold('next', { kind: other })).toMatchObject({ kind: 'held', tookOver: undefined });
  });
});

describe.skipIf(noFlock)(`a step${noFlock ? ' (skipped: no flock here)' : ''}`, () => {
  it('runs for the run that has the lock, and for no other', async () => {
    const machine = new LockMachine('helper');
    await machine.hold('one');
    expect((await ended(machine.step('one', 'exit 7'))).code).toBe(7);
    const file = join(machine.root, 'made');
    expect(await ended(machine.step('two', `: >'${file}'`))).toEqual({
      code: LOST.code,
      stderr: `${LOST.text}\n`,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('does not pass the fence on to a daemon that it starts', async () => {
    const machine = new LockMachine('helper');
    const run = await machine.hold('one');
    const step = machine.step('one', 'sleep 300 >/dev/null 2>&1 & echo $!');
    const [pid] = await once(step.stdout, 'data');
    await ended(step);
    expect(run.kind === 'held' && (await run.holder.release())).toBe('released');
    process.kill(Number(String(pid)), 'SIGKILL');
  });

  it('keeps the fence until it has ended, even if its processes were told to end', async () => {
    const machine = new LockMachine('helper');
    const run = await machine.hold('one');
    const end = join(machine.root, 'end');
    const step = machine.step('one', `trap "" TERM; echo begun; until [ -e '${end}' ]; do sleep 0.05; done`);
    await once(step.stdout, 'data');
    process.kill(-Number(step.pid), 'SIGTERM');
    expect(run.kind === 'held' && (await run.holder.release())).toBe('later');
    expect(machine.held()?.run).toBe('one');
    writeFileSync(end, '');
    await expect.poll(() => machine.held()).toBeUndefined();
  });
});
