import type { Changes, FileToWrite } from './changes.js';

/**
 * A run's records on a machine. Writes requested before the event loop turns are made by one change, in their order.
 */
export class Bookkeeping {
  readonly #batches = new Map<string, Batch>();

  /**
   * Writes a file without comparing it first. It is durable once the promise is fulfilled.
   *
   * @param user of the change: writes of different users are never combined
   */
  write(file: FileToWrite, changes: Pick<Changes, 'writeRecords'>, user: string | undefined): Promise<void> {
    const key = user ?? '';
    const batch = this.#batches.get(key) ?? this.#begin(key, changes);
    batch.files.push(file);
    return batch.written;
  }

  #begin(key: string, changes: Pick<Changes, 'writeRecords'>): Batch {
    const files: FileToWrite[] = [];
    const written = new Promise<void>((resolve, reject) => {
      setImmediate(() => {
        this.#batches.delete(key);
        changes.writeRecords(files).then(resolve, reject);
      });
    });
    const batch = { files, written };
    this.#batches.set(key, batch);
    return batch;
  }
}

interface Batch {
  readonly files: FileToWrite[];
  readonly written: Promise<void>;
}
