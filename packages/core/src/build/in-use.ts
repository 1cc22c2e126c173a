import type { HostContext } from '../api/contexts.js';
import type { Paths } from '../api/paths.js';
import { type Command, sh } from '../command/command.js';
import { isFckError } from '../errors/fck-error.js';
import { ANCESTORS_RECORD } from './ancestors-record.js';

/**
 * System settings that may name a build, no matter who wrote them: of web servers and proxies, services, cron jobs and
 * timers.
 */
const SETTINGS = ['/etc', '/usr/local/etc', '/var/spool/cron'];

/** Folders with links to served files, beside the folder that all projects share. */
const LINKS = ['/var/www', '/srv'];

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

/**
 * Prints a line for each use of one of the builds: the place, a colon, the build's name or path. The names go to `grep`
 * by a pipe: among its arguments, it would find itself.
 */
function whatNames({ root, builds, repos }: Paths, names: readonly string[]): Command {
  return sh`
cd ${builds} 2>/dev/null || exit 0
real=$(pwd -P)
paths() { for name in ${names}; do printf '%s\n' ${builds}/"$name" "$real/$name"; done; }
# It ends with 1 if it found nothing, with 2 if it could not read something. Beyond that, it did not look.
naming() { paths | grep -HrsoaF -f - -- "$@"; [ $? -le 2 ] || exit; }
all=$(
  for at in ${builds} "$real"; do
    find /proc/[0-9]*/cwd /proc/[0-9]*/exe /proc/[0-9]*/root /proc/[0-9]*/fd -maxdepth 1 -type l -lname "$at/*" -printf '%p:%l\n' 2>/dev/null
  done
  find ${[root, ...LINKS]} -maxdepth 3 -type l -printf '%p:%l\n' 2>/dev/null
  naming /proc/[0-9]*/cmdline
  naming /proc/[0-9]*/environ
  naming /proc/[0-9]*/maps
  naming /proc/self/mountinfo ${SETTINGS}
  for name in ${names}; do printf '%s\n' "$name"; done | grep -HsoaF -f - -- ${repos}/${ANCESTORS_RECORD}
  :
) || exit
printf '%s\n' "$all" | sort -u`;
}

function placeInWords(place: string): string {
  const process = /^\/proc\/(\d+)\//.exec(place)?.[1];
  if (process !== undefined) return `process ${process}`;
  return place.startsWith('/proc/') ? 'a mount' : place;
}
