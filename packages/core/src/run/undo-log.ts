import type { UndoEntry } from '../api/contexts.js';
import type { Host } from '../api/host.js';

/** How to undo one action of a phase. */
export interface RecordedUndo {
  readonly phase: string;
  readonly host: Host;
  readonly entry: UndoEntry;
}

/** What the phases of a run have recorded to undo if the run fails. In memory: a run that is killed undoes nothing. */
export class UndoLog {
  #recorded: RecordedUndo[] = [];

  record(undo: RecordedUndo): void {
    this.#recorded.push(undo);
  }

  /** The new build serves: from now on, the run only goes forward. */
  forget(): void {
    this.#recorded = [];
  }

  /** The entries in the order of the actions. They are not returned again. */
  take(): RecordedUndo[] {
    return this.#recorded.splice(0);
  }
}
