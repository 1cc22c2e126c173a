import { readFileSync } from 'node:fs';

/** The shells that have a script. */
export const completionShells: readonly string[] = ['bash', 'zsh', 'fish'];

/**
 * The script with which each shell asks `fck` for the next words. A word may be anything, such as `$(reboot)`: scripts compare and
 * insert words, and never evaluate them.
 */
export function completionScript(shell: string): string {
  return readFileSync(new URL(`../../completion/fck.${shell}`, import.meta.url), 'utf8');
}
