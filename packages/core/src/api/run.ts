import type { Host } from './host.js';

/**
 * Why a run began. `deploy`: a build is to serve (`activate`, `adopt`), whatever else the run does. `rollback` and `restart`: these
 * tasks. `task`: any other task. `look`: nothing is run; a command such as `fck status` only looks.
 */
export type RunReason = 'deploy' | 'rollback' | 'restart' | 'task' | 'look';

/**
 * One call of `fck.run`, with all its tasks. It is the same object in every context of the run, so {@link runState} keeps data for the
 * length of a run.
 */
export interface Run {
  /** As `fck history` shows it. */
  readonly id: string;
  readonly reason: RunReason;
  /** The pipeline that was asked for: `deploy`. Undefined if tasks were. */
  readonly pipeline: string | undefined;
  /** The names of its tasks, in order. */
  readonly tasks: readonly string[];
  /** The chosen hosts, by role. Empty until the first task that works on hosts begins: an earlier one may make some. */
  readonly hosts: ReadonlyMap<string, readonly Host[]>;
  readonly startedAt: Date;
}

/** Options of `once`. */
export interface OnceOptions {
  /** Picks the host among the chosen ones of the role: the first for which it is true. Default: the first. */
  readonly on?: ((host: Host) => boolean) | undefined;
}
