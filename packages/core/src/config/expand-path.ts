import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** A path as a user writes it in a config file: `~` is the home folder, relative is relative to the config's folder. */
export function expandPath(path: string, directory: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(directory, path);
}
