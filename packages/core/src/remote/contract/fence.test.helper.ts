import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sh } from '../../command/command.js';
import { lockErrors } from '../../errors/lock.js';
import { MachineLock } from '../../lock/machine-lock.js';
import { once } from '../../once.js';
import { Bookkeeping } from '../bookkeeping.js';
import type { MachineRemote } from '../machine-remote.js';
import type { ContractBench } from './bench.test.helper.js';

export function fenceContract(bench: ContractBench): void {
  /** A run with a connection of its own, and its lock of the machine, which it takes before its first change as sessions do. */
  function startRun(run: string): { remote: MachineRemote; lock: MachineLock } {
    const root = bench.path('www');
    const about = JSON.stringify({ owner: 'ann@laptop', project: 'shop', purpose: run });
    const claim = {
      root,
      run,
      about,
      project: `${root}/shop`,
      journal: `${root}/journal`,
      abandoned: '"run":"x"}',
    };
    const locks: MachineLock[] = [];
    const { remote } = bench.another((machine) => {
      const take = once(async () => {
        const answer = await fence.take();
        if (answer.kind !== 'held' && answer.lock) throw lockErrors.held(bench.place.host.name, answer.lock);
      });
      const fence = new MachineLock(bench.place.host, machine, claim, take);
      locks.push(fence);
      return { fence, bookkeeping: new Bookkeeping() };
    });
    const [lock] = locks;
    if (!lock) throw new Error('there is no lock');
    return { remote, lock };
  }

  /** Every verb that changes something. */
  async function changeAll(remote: MachineRemote): Promise<unknown[]> {
    const folder = mkdtempSync(join(tmpdir(), 'fck-contract-local-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'from'), 'x');
    const outcomes = await Promise.allSettled([
      remote.run(sh`touch ${bench.path('run')}`),
      remote.write(bench.path('write'), 'x'),
      remote.write(bench.path('record'), 'x', { bookkeeping: true }),
      remote.upload(join(folder, 'from'), bench.path('upload')),
    ]);
    return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'done'));
  }

  describe('the lock of a run', () => {
    // Then the login user keeps the lock, and the test can look at it.
    beforeEach(async () => {
      await bench.onHost(sh`mkdir ${bench.path('www')}`);
    });

    it('is taken by its first change, and not by its looks', async () => {
      const { remote, lock } = startRun('mine');
      expect(await remote.query(sh`echo looked`)).toBe('looked');
      expect(lock.held).toBe(false);
      expect(await changeAll(remote)).toEqual(Array(4).fill('done'));
      expect(lock.held).toBe(true);
      await lock.release();
    });

    it('keeps every change of another run from happening, but no look', async () => {
      const other = startRun('other');
      await other.lock.take();
      const { remote } = startRun('mine');
      expect(await changeAll(remote)).toEqual(Array(4).fill('LOCK_HELD'));
      expect(await remote.query(sh`echo looked`)).toBe('looked');
      expect(await bench.names()).toEqual(['www']);
      expect(bench.changes).toEqual([]);
      await other.lock.release();
    });

    it('that is lost to another run lets no further change happen', async () => {
      const { remote, lock } = startRun('mine');
      await remote.run(sh`touch ${bench.path('before')}`);
      await bench.onHost(
        sh`echo other >${bench.path('www/.lock/run')}; echo other >${bench.path('www/.lock/holder')}`,
      );
      expect(await changeAll(remote)).toEqual(Array(4).fill('LOCK_LOST'));
      const channel = await remote.stream(sh`touch ${bench.path('stream')}`).catch(() => undefined);
      channel?.stdin.end();
      channel?.stdout.resume();
      channel?.stderr.resume();
      await channel?.exit;
      expect((await bench.names()).toSorted()).toEqual(['before', 'www']);
      await lock.release();
    });

    it('is not held by a daemon that a change starts', async () => {
      const { remote, lock } = startRun('mine');
      const file = bench.path('pid');
      await remote.run(sh`sleep 300 </dev/null >/dev/null 2>&1 & echo $! >${file}`);
      const pid = await bench.written(file);
      expect(await lock.release()).toBe('released');
      const next = startRun('next');
      await next.remote.run(sh`kill ${pid}`);
      await next.lock.release();
    });
  });
}
