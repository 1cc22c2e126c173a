import { homedir } from 'node:os';

/** A path of this machine with a leading `~` replaced by the home of the user who runs fck. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
}
