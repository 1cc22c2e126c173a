/** What the documentation of a kind of error says. */
export interface KnownError {
  /** A stable name, such as `CONFIG_INVALID`. */
  readonly code: string;
  /** When it happens and what to do. */
  readonly about: string;
}

const known = new Map<string, KnownError>();

/** Records a kind of error when it is declared. If two have the same code, the first is kept. */
export function rememberError({ code, about }: KnownError): void {
  if (!known.has(code)) known.set(code, { code, about });
}

/** Every kind of error that was declared so far with `errorKind`, by core and by loaded modules, sorted by code. */
export function knownErrors(): KnownError[] {
  return [...known.values()].toSorted((a, b) => a.code.localeCompare(b.code));
}
