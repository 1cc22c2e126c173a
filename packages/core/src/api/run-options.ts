import type { GivenArguments } from './arguments.js';
import type { Selection } from './selection.js';

/** How tasks are run. */
export interface RunTasksOptions extends Selection {
  readonly signal?: AbortSignal | undefined;
  /** Arguments for the tasks that take them. A text is read as the kind that the task declares. */
  readonly args?: GivenArguments | undefined;
  /** Build even if nothing changed. */
  readonly force?: boolean | undefined;
  /** Change nothing, and report what would be changed. */
  readonly dryRun?: boolean | undefined;
  /** Seconds to wait for machines that another run has locked. Default 0: fail at once. */
  readonly lockWait?: number | undefined;
  /**
   * Asks before a rollback past release commands, such as migrations, which it does not undo. If it throws, the run fails, and nothing was
   * changed. Default: a warning names them.
   */
  readonly confirm?: ((question: string) => Promise<void>) | undefined;
}
