import { type Command, ownFunctions, type Paths, sh } from '@fck/core';

/** Where a host makes ready for a copy, below its builds. The next copy takes it over, or removes it. */
export const AHEAD = '.incoming-ahead';

/**
 * Opens, as descriptor 9, what copies to a host hold with `flock` one after the other. Only the login user may open it, so that no
 * other account keeps copies out. It stays: a new file of that name would be another lock.
 */
export const openCopyLock: Command = sh`(umask 077; : >>.copying) && exec 9<.copying || exit`;

/**
 * Copies a build to where the next one will be put together. So its files are no links, and work that follows may change
 * them. Left in half, it serves as far as it goes.
 */
export function prepareProgram(paths: Paths, base: string): Command {
  return sh`
cd ${paths.builds} || exit
${openCopyLock}
! command -v flock >/dev/null || flock -n 9 || exit 0
${ownFunctions}
[ -e ${AHEAD} ] || { make_own ${AHEAD} && cp -a --reflink=auto -- ${base}/. ${AHEAD}; }`;
}
