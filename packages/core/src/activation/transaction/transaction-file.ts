import { posix } from 'node:path';
import type { Paths } from '../../api/paths.js';
import type { Remote } from '../../api/remote.js';
import { stateErrors } from '../../errors/state.js';
import { checkedName } from '../../names/names.js';
import { removeFile } from '../../remote/files.js';
import { parseRecord, type TransactionRecord } from './transaction-record.js';

/**
 * The file in which a host records the activation of a role until it is finished. Undo entries may contain the text of
 * configuration files: only the owner may read it. A dry run reads it and never writes.
 */
export class TransactionFile {
  readonly path: string;
  readonly #remote: Remote;

  constructor(remote: Remote, paths: Pick<Paths, 'project'>, role: string) {
    this.#remote = remote;
    this.path = transactionPath(paths, role);
  }

  /**
   * The unfinished activation, if any.
   *
   * @throws FckError `STATE_UNREADABLE`
   */
  async read(): Promise<TransactionRecord | undefined> {
    const text = await this.#remote.read(this.path);
    if (text === undefined || text.trim() === '') return undefined;
    const record = parseRecord(text);
    if (!record) throw stateErrors.unreadable(this.#remote.host.name, this.path);
    return record;
  }

  /** Writes the record durably: afterwards it survives the end of this process and a crash of the host. */
  async write(record: TransactionRecord): Promise<void> {
    if (this.#remote.dryRun) return;
    await this.#remote.write(this.path, `${JSON.stringify(record, null, 2)}\n`, {
      mode: 0o600,
      bookkeeping: true,
    });
  }

  async remove(): Promise<void> {
    if (this.#remote.dryRun) return;
    await this.#remote.run(removeFile(this.path), { title: `remove ${this.path}`, bookkeeping: true });
  }
}

/** Path of a host's record of the activation of a role. */
export function transactionPath(paths: Pick<Paths, 'project'>, role: string): string {
  return posix.join(paths.project, 'transactions', `${checkedName('role', role)}.json`);
}
