import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Resolves a local path of a config file: `~` is the home folder, and relative paths are relative to the folder of the
 * config.
 *
 * @param directory the folder of the config: {@link Project.directory}
 */
export function expandPath(path: string, directory: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(directory, path);
}
