import type { Place } from '../errors/fck-error.js';

/** Why a run failed, on one host or as a whole. */
export interface RunFailure {
  readonly task: string;
  /** Undefined if it failed on no particular host. */
  readonly host?: string;
  readonly role?: string;
  /** The phase in which the host failed: a task has several if it is `activate`. */
  readonly phase?: string;
  /** The step that failed, if it was in one. */
  readonly step?: string;
  /** The plugin whose work failed. */
  readonly plugin?: string;
  readonly hook?: string;
  /** The code of the error; `UNEXPECTED` if it has none. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** Further lines, such as the end of a command's output. */
  readonly detail?: string;
  /** Where in the user's files. */
  readonly where?: Place;
}

/** How a run ended. */
export interface RunSummary {
  readonly run: string;
  readonly tasks: readonly string[];
  readonly ok: boolean;
  /** Why it failed: one entry for each host that failed, and for what failed on no host. Empty if `ok`. */
  readonly failures: readonly RunFailure[];
  /** Milliseconds. */
  readonly ms: number;
  readonly dryRun: boolean;
}
