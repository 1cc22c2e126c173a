import { sh } from '../command/command.js';
import { atomicWrites } from './atomic-write.js';
import type { Changes, FileToWrite } from './changes.js';

/**
 * What a run remembers in files on a machine. What is asked for before the event loop turns is written by one change, in
 * the order in which it was asked for.
 */
export class Bookkeeping {
  readonly #batches = new Map<string, Batch>();

  /**
   * Makes a file have this content, without asking whether it has it already. It is durable once the promise is fulfilled.
   *
   * @param user whom the changes act as: what one writes is not written by another
   */
  write(file: FileToWrite, changes: Pick<Changes, 'run'>, user: string | undefined): Promise<void> {
    const key = user ?? '';
    const batch = this.#batches.get(key) ?? this.#begin(key, changes);
    batch.files.push(file);
    return batch.written;
  }

  #begin(key: string, changes: Pick<Changes, 'run'>): Batch {
    const files: FileToWrite[] = [];
    const written = new Promise<void>((resolve, reject) => {
      setImmediate(() => {
        this.#batches.delete(key);
        const title = `write ${files.map(({ path }) => path).join(', ')}`;
        changes.run(sh`sh`, { title, input: atomicWrites(files), bookkeeping: true }).then(resolve, reject);
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
