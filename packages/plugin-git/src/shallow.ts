import { type Command, sh } from '@fck/core';

/** The commits with which the history of a shallow clone begins, sorted; empty for one with the whole history. */
export type Boundary = readonly string[];

/** @param text git's file `shallow`, or the output of {@link printBoundary} */
export function parseBoundary(text: string): Boundary {
  return text
    .split(/\s+/)
    .filter((id) => id !== '')
    .sort();
}

export function linesOf(boundary: Boundary): string {
  return boundary.map((id) => `${id}\n`).join('');
}

export function isSameBoundary(one: Boundary, other: Boundary): boolean {
  return linesOf(one) === linesOf(other);
}

/** Prints the boundary of a clone in one line. */
export function printBoundary(gitDir: string | Command): Command {
  return sh`{ tr '\n' ' ' <${gitDir}/shallow; echo; } 2>/dev/null || echo`;
}

/**
 * Makes a clone's history begin at a boundary once a fetch has succeeded. git checks what it fetched against its file `shallow`:
 * meanwhile, that names the old boundary and the new one. If the fetch fails, the next run finds neither of them there, and sends
 * everything again.
 */
export function withBoundary(gitDir: string, boundary: Boundary, fetch: Command): Command {
  const file = `${gitDir}/shallow`;
  const part = `${file}.fck`;
  const ids = linesOf(boundary);
  if (boundary.length === 0) return sh`${fetch} && rm -f -- ${file}`;
  return sh`{ cat ${file} 2>/dev/null; printf %s ${ids}; } | sort -u >${part} && mv -f -- ${part} ${file} && ${fetch} && printf %s ${ids} >${part} && mv -f -- ${part} ${file}`;
}
