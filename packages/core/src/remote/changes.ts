import { createHash } from 'node:crypto';
import type { RunOptions, WriteOptions } from '../api/remote.js';
import type { Command } from '../command/command.js';
import { holdsSecrets, withSecrets } from '../command/escaped.js';
import type { Secret } from '../command/secret.js';

/** The verbs that change a machine: done for real, or only planned. */
export interface Changes {
  run(command: Command, options: RunOptions): Promise<void>;
  /** Makes a file have this content; the caller has found out that it differs. */
  write(file: FileToWrite, before: string | undefined): Promise<void>;
  upload(localFile: string, path: string, options: WriteOptions): Promise<void>;
  reboot(withinSeconds: number): Promise<void>;
  /** What a file will hold after the changes that are only planned; undefined if none was planned for it. */
  planned(path: string): string | undefined;
  /** Whether a change was skipped, so that what is looked up now may differ from what it would be. */
  readonly skippedAny: boolean;
}

/** The desired content and attributes of a file. */
export interface FileToWrite {
  readonly path: string;
  readonly content: Buffer;
  /** Its text with a mark for each secret that an escaper wrote into it; undefined if there is none. */
  readonly marked: string | undefined;
  readonly mode: number;
  readonly owner: string | undefined;
  /** Its content must not be shown. */
  readonly secret: boolean;
  /** That it changes must not be shown. */
  readonly bookkeeping: boolean;
}

/** Takes together what `write` was asked for. */
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
