/** What the documentation of a kind of error says. */
export interface KnownError {
  /** A stable name, such as `CONFIG_INVALID`. */
  readonly code: string;
  /** When it happens and what to do. */
  readonly about: string;
}

const known = new Map<string, KnownError>();

/** Notes a kind of error as it is declared. Of two with one code, the first is kept. */
export function rememberError({ code, about }: KnownError): void {
  if (!known.has(code)) known.set(code, { code, about });
}

/**
 * Every kind of error that was declared so far, by its code in alphabetical order: core's, and those of each module that
 * was loaded and declares its own with `errorKind`.
 */
export function knownErrors(): KnownError[] {
  return [...known.values()].toSorted((a, b) => a.code.localeCompare(b.code));
}
