import { type Command, ownFunctions, type Paths, sh } from '@fck/core';

/** The folder below the builds in which a host prepares for a copy. The next copy uses or removes it. */
export const AHEAD = '.incoming-ahead';

/**
 * Opens the lock file of copies to a host as descriptor 9, for `flock`. Only the login user may open it, so that no other account
 * can block copies. It is never removed: a new file of that name would be another lock.
 */
export const openCopyLock: Command = sh`(umask 077; : >>.copying) && exec 9<.copying || exit`;

/**
 * Copies a build to the folder in which the next one will be assembled. So the next build's files are not links, and later work
 * may change them. An incomplete copy is used as far as it got.
 */
export function prepareProgram(paths: Paths, base: string): Command {
  return sh`
cd ${paths.builds} || exit
${openCopyLock}
! command -v flock >/dev/null || flock -n 9 || exit 0
${ownFunctions}
[ -e ${AHEAD} ] || { make_own ${AHEAD} && cp -a --reflink=auto -- ${base}/. ${AHEAD}; }`;
}
