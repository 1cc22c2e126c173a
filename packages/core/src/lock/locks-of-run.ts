import type { ConnectedFck } from '../hosts/connections.js';
import type { Waiting } from '../hosts/waiting.js';
import { whoRuns } from '../who.js';
import { RunLocks } from './run-locks.js';

/** A run that changes machines. */
export interface LockingRun {
  readonly id: string;
  /** The purpose, for others who find a machine locked. */
  readonly purpose: string;
  /** Seconds to wait for locks that others hold. */
  readonly wait: number;
  readonly signal: AbortSignal;
  readonly waiting: Waiting;
}

/** The locks that a run of this project takes, and its entries in the machines' journals. */
export function locksOf(fck: ConnectedFck, { id, purpose, wait, signal, waiting }: LockingRun): RunLocks {
  const owner = whoRuns();
  const { name, paths } = fck.project;
  return new RunLocks({
    claim: {
      root: paths.root,
      run: id,
      about: JSON.stringify({ owner, project: name, purpose }),
      project: paths.project,
      journal: paths.journal,
    },
    entry: { run: id, who: owner, tasks: purpose },
    machineOf: (host) => fck.connections.machineOf(host),
    wait,
    signal,
    parallel: fck.parallel,
    tell: (level, host, text) => fck.emit({ type: 'note', level, host, text }),
    waiting: (host, what, work) => waiting.until(host, what, work),
  });
}
