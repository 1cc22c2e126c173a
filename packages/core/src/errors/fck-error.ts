import { rememberError } from './known-errors.js';

const BRAND = Symbol.for('fck.error');

/** A place in a file, as an editor jumps to it. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The plugin whose tap of `config` set the value: the place is then that of the tap. */
  readonly setBy?: string;
}

/** The parts of an {@link FckError}. */
export interface FckErrorDetails {
  /** A stable name for this kind of error, such as `CONFIG_UNKNOWN_KEY`. `fck explain CODE` documents it. */
  readonly code: string;
  /** What went wrong, and why: one sentence. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** Where in the user's files. */
  readonly where?: Place | undefined;
  readonly plugin?: string | undefined;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** Lines shown below the message: the end of a command's output, a list of problems. */
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}

/** Every error that a user is meant to read: what, where, why, and what to do next. */
export class FckError extends Error {
  readonly [BRAND] = true;
  readonly code: string;
  hint: string | undefined;
  detail: string | undefined;
  where: Place | undefined;
  plugin: string | undefined;
  hook: string | undefined;
  host: string | undefined;

  constructor(details: FckErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'FckError';
    this.code = details.code;
    this.hint = details.hint;
    this.detail = details.detail;
    this.where = details.where;
    this.plugin = details.plugin;
    this.hook = details.hook;
    this.host = details.host;
  }

  /** Replaces the lines shown below the message. */
  withDetail(change: (detail: string | undefined) => string): this {
    this.detail = change(this.detail);
    return this;
  }

  /** Adds what was not known where the error was thrown. Fields that are already set are kept. */
  stamp(known: Pick<FckErrorDetails, 'plugin' | 'hook' | 'host' | 'where'>): this {
    this.where ??= known.where;
    this.plugin ??= known.plugin;
    this.hook ??= known.hook;
    this.host ??= known.host;
    return this;
  }
}

/** Whether a value is an {@link FckError}, also one thrown by another copy of this package. */
export function isFckError(value: unknown): value is FckError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** `file:line:column`, as far as it is known. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(':');
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The message of anything that was thrown, with its detail lines: for failures that are only a warning. */
export function messageWithDetail(thrown: unknown): string {
  const detail = isFckError(thrown) ? thrown.detail?.trimEnd() : undefined;
  if (!detail) return messageOf(thrown);
  return [messageOf(thrown), ...detail.split('\n').map((line) => `  | ${line}`)].join('\n');
}

/** A factory for one kind of error, with what its documentation says. */
export interface ErrorKind<Arguments extends unknown[]> {
  (...args: Arguments): FckError;
  readonly code: string;
  /** When it happens and what to do, for `fck explain CODE` and the reference. */
  readonly about: string;
}

/**
 * Declares a kind of error: its code, its documentation, and a function that makes its message. `fck explain CODE` shows the
 * documentation.
 *
 * @example
 * const diskFull = errorKind('DISK_FULL', 'A file system of a host has no room left.', (path: string) => ({
 *   message: `There is no room left below ${path}.`,
 *   hint: 'Make room: `fck plan prune` shows which old builds can be removed.',
 * }));
 * throw diskFull('/opt/www');
 */
export function errorKind<Arguments extends unknown[]>(
  code: string,
  about: string,
  describe: (...args: Arguments) => Omit<FckErrorDetails, 'code'>,
): ErrorKind<Arguments> {
  rememberError({ code, about });
  return Object.assign((...args: Arguments) => new FckError({ code, ...describe(...args) }), { code, about });
}
