import { isStale, type LockRow, lockByHand, locksOn, unlock } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { usageErrors } from '../usage-errors.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

/** `fck lock status`: who has locked which machine. Fails if a machine cannot be reached. */
export const lockStatus: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const rows = await locksOn(fck, invocation.options.selection);
  print(invocation, rows);
  return rows.some(({ problem }) => problem !== undefined) ? ExitCode.failed : ExitCode.done;
};

/** `fck lock acquire -m TEXT`: prevents deploys to these machines until they are unlocked. */
export const lockAcquire: Verb = async (invocation) => {
  const { message } = invocation.own;
  if (typeof message !== 'string')
    throw usageErrors.invalid('Say why with --message, for those who find it locked');
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  print(invocation, await lockByHand(fck, invocation.options.selection, message));
  return ExitCode.done;
};

/** `fck lock release`: removes locks of `acquire`; with `--force`, any lock. */
export const lockRelease: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const rows = await unlock(fck, invocation.options.selection, invocation.options.force);
  print(invocation, rows, 'Nothing was locked.');
  return ExitCode.done;
};

function print(invocation: Invocation, rows: readonly LockRow[], nothing = 'There are no hosts.'): void {
  printResult(invocation, {
    document: rows.map(({ hosts, lock, problem }) => ({
      hosts,
      state: stateOf({ hosts, lock, problem }),
      ...lock,
      problem,
    })),
    table: {
      columns: ['hosts', 'lock', 'owner', 'project', 'purpose', 'since', 'heartbeat', 'problem'],
      rows: rows.map(cellsOf),
    },
    text: rows.length === 0 ? nothing : undefined,
  });
}

function stateOf({ lock, problem }: LockRow): string {
  if (problem !== undefined) return 'unknown';
  if (!lock) return 'free';
  if (lock.age === undefined) return 'by hand';
  return isStale(lock) ? 'stale' : 'run';
}

function cellsOf(row: LockRow): string[] {
  const { about, since, age } = row.lock ?? {};
  return [
    row.hosts.join(' '),
    stateOf(row),
    about?.owner ?? '-',
    about?.project ?? '-',
    about?.purpose ?? '-',
    since ?? '-',
    age === undefined ? '-' : `${age} s ago`,
    row.problem ?? '',
  ];
}
