import { posix } from 'node:path';
import { type Build, type Command, ownFunctions, type Paths, removeSealed, sh } from '@fck/core';
import { listFunctions } from './marked-list.js';
import { treeFunctions } from './tree-functions.js';

/** The folder below the builds in which a host prepares for a copy. The next copy uses or removes it. */
export const AHEAD = '.incoming-ahead';

/** The folder of what a preparation found out, and of the links that it made. Only the copy for which it was made may use it. */
export const AHEAD_LISTS = `${AHEAD}.lists`;

/**
 * Opens the lock file of copies to a host as descriptor 9, for `flock`. Only the login user may open it, so that no other account
 * can block copies. It is never removed: a new file of that name would be another lock.
 */
export const openCopyLock: Command = sh`(umask 077; : >>.copying) && exec 9<.copying || exit`;

/** Removes the folder of a preparation, in the folder of builds. Others may have made one of that name: it stays. */
export const removeAheadLists: Command = sh`rmdir -- ${AHEAD_LISTS} 2>/dev/null
[ ! -f ${AHEAD_LISTS}/for ] || { ${removeSealed(AHEAD_LISTS)}; }`;

/**
 * Does the part of a copy that needs only the base. If later work may change the next build (`own`), its files must be no links: the
 * base is copied to the folder in which the next one will be assembled, and hashed. Else links to its files are made. An incomplete
 * copy is used as far as it got.
 *
 * @param token names the preparation: the copy that knows it may trust its lists
 */
export function prepareProgram(paths: Paths, base: Pick<Build, 'name' | 'own'>, token: string): Command {
  return sh`
cd ${paths.builds} || exit
${openCopyLock}
! command -v flock >/dev/null || flock -n 9 || exit 0
${ownFunctions}${listFunctions}${treeFunctions}
tree=$PWD/${AHEAD} lists=$PWD/${AHEAD_LISTS} spare=${posix.basename(paths.spare)} base=${base.name}
${removeAheadLists}
mkdir -- "$lists" && echo "$base" >"$lists/for" || exit
if [ ${base.own ? 'own' : ''} ] && [ ! -e "$tree" ]; then make_own "$tree" && cp -a --reflink=auto -- "$base"/. "$tree" || exit; fi
cd "$lists" && list_base || exit
# The checksum of a file counts only if the file is older than a tick of the clock.
if [ -e "$tree" ]; then sleep 0.03; (cd "$tree" && sum_files); else prepare_links >/dev/null 2>&1; fi
echo ${token} >token`;
}

/** Removes what a preparation made for a copy that did not follow; a removed build gets back to its place. */
export function discardProgram(paths: Paths): Command {
  return sh`
cd ${paths.builds} || exit
${openCopyLock}
! command -v flock >/dev/null || flock -n 9 || exit 0
[ ! -f ${AHEAD_LISTS}/spared ] || [ -e ${paths.spare} ] || mv -T -- ${AHEAD_LISTS}/linked ${paths.spare}
${removeAheadLists}`;
}
