import { join } from 'node:path';
import type { FckEvent } from '../api/events.js';
import { messageOf } from '../errors/fck-error.js';
import type { JournalHead } from './journal-head.js';
import { forgetOldRuns } from './retention.js';
import { RunJournal } from './run-journal.js';

/** The folder of a project's journals. */
export function journalFolder(stateDirectory: string): string {
  return join(stateDirectory, 'runs');
}

/** Keeps the journals of running runs. If they cannot be written, it warns once, and the run goes on. */
export class RunRecorder {
  readonly #warn: (text: string) => void;
  /** Several, if a task starts a run of its own. */
  readonly #journals = new Map<string, RunJournal>();
  #hasWarned = false;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  begin(stateDirectory: string, head: JournalHead): void {
    const folder = journalFolder(stateDirectory);
    this.#attempt(() => this.#journals.set(head.run, new RunJournal(folder, head)));
    forgetOldRuns(folder, head.run);
  }

  receive(event: FckEvent): void {
    for (const journal of this.#journals.values()) this.#attempt(() => journal.write(event));
  }

  end(run: string): void {
    const journal = this.#journals.get(run);
    this.#journals.delete(run);
    this.#attempt(() => journal?.close());
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      this.#warn(
        `This run is not recorded as a whole, so \`fck history\` and \`--resume\` may not know of it: ${messageOf(thrown)}`,
      );
    }
  }
}
