import { createHash } from 'node:crypto';
import type { RunOptions, WriteOptions } from '../api/remote.js';
import type { Command } from '../command/command.js';
import { holdsSecrets, withSecrets } from '../command/escaped.js';
import type { Secret } from '../command/secret.js';

/** The operations that change a machine: real, or only planned. */
export interface Changes {
  run(command: Command, options: RunOptions): Promise<void>;
  /** Writes a file; the caller has found out that its content differs. */
  write(file: FileToWrite, before: string | undefined): Promise<void>;
  /** Writes the run's or a plugin's own records, in this order, without comparing them first. */
  writeRecords(files: readonly FileToWrite[]): Promise<void>;
  upload(localFile: string, path: string, options: WriteOptions): Promise<void>;
  reboot(withinSeconds: number): Promise<void>;
  /** The content of a file after the planned changes; undefined if none was planned for it. */
  planned(path: string): string | undefined;
  /** Whether a change was skipped, so that look-ups may no longer match the planned state. */
  readonly skippedAny: boolean;
}

/** The desired content and attributes of a file. */
export interface FileToWrite {
  readonly path: string;
  readonly content: Buffer;
  /** Its text with a mark for each escaped secret; undefined if there is none. */
  readonly marked: string | undefined;
  readonly mode: number;
  readonly owner: string | undefined;
  /** Its content must not be shown. */
  readonly secret: boolean;
  /** The change itself must not be shown. */
  readonly bookkeeping: boolean;
}

/** The file that a call of `write` describes. */
export function fileToWrite(
  path: string,
  content: string | Buffer | Secret,
  options: WriteOptions,
): FileToWrite {
  const secret = typeof content !== 'string' && !Buffer.isBuffer(content);
  const marked = typeof content === 'string' && holdsSecrets(content) ? content : undefined;
  const sent = typeof content === 'string' ? withSecrets(content) : content;
  return {
    path,
    content: Buffer.isBuffer(sent) ? sent : Buffer.from(typeof sent === 'string' ? sent : sent.reveal()),
    marked,
    mode: options.mode ?? (secret || marked !== undefined ? 0o600 : 0o644),
    owner: options.owner,
    secret,
    bookkeeping: options.bookkeeping ?? false,
  };
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
