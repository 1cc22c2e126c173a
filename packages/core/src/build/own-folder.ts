import { type Command, sh } from '../command/command.js';
import { BUILD_FILE, FILE_LIST, OWN_MARK } from './build-files.js';

/**
 * Shell functions that tell folders made by fck from others. Only a folder with fck's own mark is ever removed; a
 * missing mark permits nothing. Unfinished builds of versions before the mark are identified by their list of files.
 *
 * - `is_own FOLDER`: whether fck made it
 * - `remove_own FOLDER…`: removes folders that fck made; fails at the first that it did not make
 * - `make_own FOLDER`: makes one, with the mark as the first thing in it
 */
export const ownFunctions = sh`
is_own() {
  [ -d "$1" ] && [ ! -L "$1" ] || return 1
  [ ! -f "$1"/${OWN_MARK} ] || return 0
  if [ ! -f "$1"/${BUILD_FILE} ]; then [ -f "$1"/${FILE_LIST} ]; return; fi
  grep -qxF "  \"name\": \"\${1##*/}\"," "$1"/${BUILD_FILE} 2>/dev/null
}
# Only folders are made writable: files may be links to those of a build that stays. A build is no finished one any more before
# the first of its files is gone, and fck's own until the last is.
remove_own() {
  for own do
    [ -e "$own" ] || [ -L "$own" ] || continue
    is_own "$own" || { echo "$own was not made by fck: it stays" >&2; return 1; }
    [ -w "$own" ] || chmod u+w -- "$own" || return
    [ ! -f "$own"/${BUILD_FILE} ] || [ -f "$own"/${OWN_MARK} ] || mv -f -- "$own"/${BUILD_FILE} "$own"/${OWN_MARK} || return
    rm -f -- "$own"/${BUILD_FILE} || return
    find "$own" -type d ! -perm -200 -exec chmod u+w -- {} + 2>/dev/null
    find "$own" -mindepth 1 -maxdepth 1 ! -name ${OWN_MARK} ! -name ${FILE_LIST} -exec rm -rf -- {} + && rm -rf -- "$own" || return
  done
}
make_own() { mkdir -p -- "$1" && : >"$1"/${OWN_MARK}; }
`;

/**
 * A command that makes folders that contain only fck's mark. Folders that fck left at these paths are removed; others
 * stay, and the command fails.
 */
export function freshFolder(...places: readonly string[]): Command {
  return sh`{ ${ownFunctions}
for place in ${places}; do
  rmdir -- "$place" 2>/dev/null
  remove_own "$place" && make_own "$place" || exit
done; }`;
}

/**
 * A command that removes folders that fck made, builds or others. It fails at a folder without fck's mark, and keeps
 * it.
 */
export function removeOwn(...places: readonly string[]): Command {
  return sh`{ ${ownFunctions}
remove_own ${places}; }`;
}

/**
 * A command that removes folders of builds in the making, under names that only fck uses. Only folders are made
 * writable for it, since files may be hard links to those of builds that stay. Builds are removed by {@link removeOwn}.
 */
export function removeSealed(...places: readonly (string | Command)[]): Command {
  return sh`find ${places} -type d ! -perm -200 -exec chmod u+w -- {} + 2>/dev/null; rm -rf -- ${places}`;
}
