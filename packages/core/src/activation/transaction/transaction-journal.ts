import type { UndoEntry } from '../../api/contexts.js';
import type { TransactionFile } from './transaction-file.js';
import type { TransactionPhase, TransactionRecord } from './transaction-record.js';

/**
 * Keeps the record of one host's activation: a change is durable once its promise is fulfilled. Concurrent changes are
 * written together.
 */
export class TransactionJournal {
  readonly #file: TransactionFile;
  #record: TransactionRecord;
  #written = false;
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(
    file: TransactionFile,
    record: Omit<TransactionRecord, 'version' | 'phase' | 'undo' | 'since'>,
  ) {
    this.#file = file;
    this.#record = {
      ...record,
      version: 1,
      phase: 'preparing',
      since: new Date().toISOString(),
      undo: [],
    };
  }

  get phase(): TransactionPhase {
    return this.#record.phase;
  }

  get undo(): readonly UndoEntry[] {
    return this.#record.undo;
  }

  get record(): TransactionRecord {
    return this.#record;
  }

  /** Records undo entries of steps about to be done. */
  willDo(...entries: readonly UndoEntry[]): Promise<void> {
    return this.#change({ undo: [...this.#record.undo, ...entries] });
  }

  /** Records the phase of the activation, and the fields that come with it. */
  enter(phase: TransactionPhase, ...entries: readonly UndoEntry[]): Promise<void> {
    return this.#change({ phase, undo: [...this.#record.undo, ...entries] });
  }

  /** Records the undo entries that are left; none: the transaction is over. */
  async keep(left: readonly UndoEntry[]): Promise<void> {
    if (left.length === 0) await this.close();
    else await this.#change({ undo: left });
  }

  /** Ends the transaction. */
  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    if (this.#written) await this.#file.remove();
  }

  #change(change: Partial<TransactionRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    this.#next ??= this.#afterLast().then(() => {
      this.#next = undefined;
      this.#written = true;
      return this.#file.write(this.#record);
    });
    this.#last = this.#next;
    return this.#next;
  }

  /** Waits for this turn of the event loop to end, so that concurrent reads are sent first. */
  async #afterLast(): Promise<void> {
    await this.#last.catch(() => undefined);
  }
}
