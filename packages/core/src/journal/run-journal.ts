import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FckEvent } from '../api/events.js';
import { boundedEvent } from './bounded-event.js';
import type { JournalHead } from './journal-head.js';
import { fileOfRun } from './retention.js';

/** Bytes after which only the events that `--resume` and `fck history` need are written. */
const ENOUGH = 5_000_000;

/** Events that are always written. */
const outline: ReadonlySet<FckEvent['type']> = new Set([
  'run:end',
  'task:start',
  'task:end',
  'task:undone',
  'host:end',
  'once:start',
  'once:end',
]);

/** The journal of one run: a line of JSON for each event, in a file of its own, which survives if the run is killed. */
export class RunJournal {
  readonly #file: number;
  #bytes = 0;
  /** Whether the last line may be incomplete because its write failed. */
  #isTorn = false;

  /**
   * Begins the journal of a run.
   *
   * @param folder of the project's journals
   * @throws Error as `node:fs` reports it
   */
  constructor(folder: string, head: JournalHead) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, fileOfRun(head.run));
    this.#file = openSync(file, 'wx', 0o600);
    try {
      this.#writeLine(head);
    } catch (thrown) {
      this.close();
      // Without its first line a journal is useless.
      rmSync(file);
      throw thrown;
    }
  }

  /**
   * Writes an event at once, so that the journal of a killed run is complete. After a failure, only the ends of tasks
   * and of the run are tried again.
   *
   * @throws Error as `node:fs` reports it
   */
  write(event: FckEvent): void {
    if ((this.#isTorn || this.#bytes > ENOUGH) && !outline.has(event.type)) return;
    const kept = boundedEvent(event);
    if (kept) this.#writeLine(kept);
  }

  close(): void {
    closeSync(this.#file);
  }

  #writeLine(line: object): void {
    const text = Buffer.from(`${this.#isTorn ? '\n' : ''}${JSON.stringify(line)}\n`);
    this.#isTorn = true;
    // A full disk silently takes only a part of it.
    for (let from = 0; from < text.length; ) from += writeSync(this.#file, text, from);
    this.#isTorn = false;
    this.#bytes += text.length;
  }
}
