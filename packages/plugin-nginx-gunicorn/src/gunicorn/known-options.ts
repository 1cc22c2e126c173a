import { longName } from './option-name.js';

/** An option that a gunicorn has. */
export interface KnownOption {
  /** As the command line takes it, with its dashes. */
  readonly flag: string;
  readonly takesValue: boolean;
}

/** Reads the options of a gunicorn, by long name, from the output of `--help`. */
export function knownOptions(help: string): ReadonlyMap<string, KnownOption> {
  const known = new Map<string, KnownOption>();
  for (const [, flag = '', value] of help.matchAll(
    /^ {2}(?:-\w(?: [^\s,]+)?, )?(--[a-z][a-z0-9_-]*)( \S)?/gm,
  )) {
    known.set(longName(flag.slice(2)), { flag, takesValue: value !== undefined });
  }
  return known;
}
