import type { HostContext } from '../api/contexts.js';
import type { Paths } from '../api/paths.js';
import { type Command, sh } from '../command/command.js';
import { shellProgram } from '../command/shell-program.js';
import { isFckError } from '../errors/fck-error.js';
import { ANCESTORS_RECORD } from './ancestors-record.js';

/**
 * Finds builds that are used outside of fck's own services: by processes, settings of a web server or of services,
 * symbolic links, fabcloudkit's record. Reads only.
 *
 * @param names of builds
 * @returns for each used build: a description of its user
 */
export async function usersOfBuilds(
  { remote, paths }: Pick<HostContext, 'remote' | 'paths'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const look = whatNames(paths, names);
  const output = await remote
    .as('root')
    .query(look)
    .catch((thrown: unknown) => {
      // A login user without root sees at least the command lines of other users, and cannot remove their files.
      if (isFckError(thrown) && thrown.code === 'SUDO_FAILED') return remote.query(look);
      throw thrown;
    });
  const found = new Map<string, string>();
  for (const line of output.split('\n')) {
    const at = line.indexOf(':');
    const parts = line
      .slice(at + 1)
      .replace(/ \(deleted\)$/, '')
      .split('/');
    for (const name of names)
      if (parts.includes(name) && !found.has(name)) found.set(name, placeInWords(line.slice(0, at)));
  }
  return found;
}

function whatNames({ root, builds, repos }: Paths, names: readonly string[]): Command {
  return sh`${shellProgram(new URL('../../shell/users-of-builds.sh', import.meta.url))}
users_of_builds ${root} ${builds} ${`${repos}/${ANCESTORS_RECORD}`} ${names}`;
}

function placeInWords(place: string): string {
  const process = /^\/proc\/(\d+)\//.exec(place)?.[1];
  if (process !== undefined) return `process ${process}`;
  return place.startsWith('/proc/') ? 'a mount' : place;
}
