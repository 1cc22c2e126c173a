import type { RunOptions, WriteOptions } from '@fck/core';

/** The data of every recorded change. */
interface ChangeBase {
  /** The user that made it; `undefined` is the login user. */
  readonly user: string | undefined;
}

/** A command that a plugin ran. */
export interface RecordedRun extends ChangeBase {
  readonly verb: 'run';
  /** The command's text as the shell reads it. */
  readonly command: string;
  readonly options: RunOptions;
}

/** A file that a plugin wrote, with its former content. */
export interface RecordedWrite extends ChangeBase {
  readonly verb: 'write';
  readonly path: string;
  /** `***` for a secret, and in place of each that was `escaped`. */
  readonly content: string;
  readonly before: string | undefined;
  readonly options: WriteOptions;
}

/** A local file that a plugin copied to the host. */
export interface RecordedUpload extends ChangeBase {
  readonly verb: 'upload';
  readonly localFile: string;
  readonly path: string;
  readonly options: WriteOptions;
}

export interface RecordedReboot extends ChangeBase {
  readonly verb: 'reboot';
}

/** One change that a plugin made to a fake host, or would have made in a dry run. */
export type RecordedChange = RecordedRun | RecordedWrite | RecordedUpload | RecordedReboot;

/** A change on one line, for messages: `root: run apt-get install -y nginx`. */
export function describeChange(change: RecordedChange): string {
  const who = change.user === undefined ? '' : `${change.user}: `;
  if (change.verb === 'run') return `${who}run ${change.command.trim()}`;
  return change.verb === 'reboot' ? `${who}reboot` : `${who}${change.verb} ${change.path}`;
}
