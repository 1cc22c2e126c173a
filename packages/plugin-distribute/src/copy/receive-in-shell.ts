import { posix } from 'node:path';
import {
  BUILD_FILE,
  type Build,
  type Command,
  FILE_LIST,
  ownFunctions,
  removeSealed,
  sh,
  syncDisk,
} from '@fck/core';
import { listFunctions } from './marked-list.js';
import { incomingFolders, type Receiving, receiveExits } from './receiving.js';

/**
 * The receiving end on hosts without Python. It links all files of the base, or uses those of an interrupted copy, hashes them, and
 * fetches what differs.
 */
export function receiveInShell({ paths, build, base, sender }: Omit<Receiving, 'prepared'>): Command {
  const { tree, lists } = incomingFolders(paths, build);
  const place = paths.build(build.name);
  return sh`
${listFunctions}${ownFunctions}
tree=${tree} lists=${lists} base=${base?.name ?? ''}
mkdir -p -- ${paths.builds} && cd ${paths.builds} || exit
# Only the login user may open the lock: no other account can block copies. It is never removed: a new file would be another lock.
(umask 077; : >>.copying) && exec 9<.copying || exit
! command -v flock >/dev/null || flock -w 900 9 || { echo 'another copy to this host does not end' >&2; exit 1; }
# A foreign file or folder at the path stays, and ends the copy.
if [ -e ${place} ] || [ -L ${place} ]; then is_own ${place} || exit ${receiveExits.foreign}; fi
[ ! -f ${`${place}/${BUILD_FILE}`} ] || { echo there; exit; }
find . -maxdepth 1 -type d -name ${ofProject(build)} ! -name ${posix.basename(tree)} ! -name ${posix.basename(lists)} -print0 |
  xargs -0 -r sh -c ${removeSealed(sh`"$@"`).text} sh
[ "$(cat -- "$lists/sum" 2>/dev/null)" = ${build.checksum} ] || { ${removeSealed(tree)}; }
${removeSealed(sh`"$lists"`)}
mkdir -p -- "$lists" && echo ${build.checksum} >"$lists/sum" || exit
if [ -n "$base" ] && [ ! -e "$tree" ]; then cp -al -- "$base" "$tree" 2>/dev/null || { ${removeSealed(tree)}; }; fi

writable() { find "$tree" -type d ! -perm -200 -exec chmod u+w {} +; }
# Writes the lines of the list whose files are complete to "whole", and removes all other files.
keep_whole() {
  writable && cd "$tree" || return
  find . ! -type d \( ! -type f -o -path "$odd" -o ! -perm 444 ! -perm 555 \) -exec rm -f -- {} +
  { find . -type f -perm -100 -print; echo //; LC_ALL=C sha256sum -c "$lists/list" 2>/dev/null | sed -n 's/: OK$//p'; echo //; cat "$lists/new"; } | awk '
    $0 == "//" && part < 2 { part++; next }
    !part { runs[$0]; next }
    part == 1 { equal[$0]; next }
    { path = substr($0, 68) }
    !/^=/ && path in equal && (path in runs) == /^x/' >"$lists/whole"
  { cut -c68- "$lists/whole"; echo //; find . -type f; } | awk '$0 == "//" { rest = 1; next } !rest { keep[$0]; next } !($0 in keep)' |
    tr '\n' '\0' | xargs -0 -r rm -f -- && find . -mindepth 1 -depth -type d -empty -exec rmdir -- {} +
}
receive() {
  # Without a reader, SIGPIPE would end this shell without a message.
  (trap '' PIPE; printf -- '- %s gzip\n' "$(sum_of </dev/null)") 2>/dev/null
  read -r word _ zip bytes || return ${receiveExits.unreached}
  [ "$word" = list ] || return ${receiveExits.gone}
  # A truncated list does not count as the list of another build.
  head -c "$bytes" >"$lists/packed"; [ "$(wc -c <"$lists/packed")" -eq "$bytes" ] || return ${receiveExits.unreached}
  unzipped <"$lists/packed" >"$lists/new" && cut -c2- "$lists/new" >"$lists/list" || return
  [ "$(sum_of <"$lists/list")" = ${build.checksum} ] || { echo ${FILE_LIST}' is not the list of this build' >&2; return ${receiveExits.differs}; }
  mkdir -p -- "$tree" && (keep_whole) || return
  { cat "$lists/whole"; echo //; cat "$lists/new"; } | awk '
    $0 == "//" { rest = 1; next } !rest { whole[$0]; next } !/^=/ && !($0 in whole) { print substr($0, 68) }' >"$lists/want"
  cp "$lists/list" "$tree"/${FILE_LIST} && chmod 444 "$tree"/${FILE_LIST} || return
  wc -c <"$lists/want"; tr '\n' '\0' <"$lists/want"
  dd bs=65536 2>"$lists/sent" | unzipped | tar -C "$tree" --delay-directory-restore -xpof -
}
${sender === undefined ? sh`receive` : sh`mkfifo -- "$lists/back" && { ${sender}; } <"$lists/back" | receive >"$lists/back"`} || exit

cd "$tree" || exit
count=$(wc -l <"$lists/new")
files() { find . -type f ! -path ./${FILE_LIST} ! -path ./${BUILD_FILE} "$@"; }
if ! sha256sum -c ${FILE_LIST} >"$lists/checked" 2>/dev/null || ! marked | cmp -s - "$lists/new" || [ "$(files -print0 | tr -dc '\0' | wc -c)" -ne "$count" ]; then
  echo 'these files differ, are missing or do not belong to it:' >&2
  sed -n 's/: FAILED.*//p' "$lists/checked" | head -n 10 >&2
  (keep_whole)
  exit ${receiveExits.differs}
fi
[ -s ${BUILD_FILE} ] || { echo ${BUILD_FILE}' is missing' >&2; exit ${receiveExits.differs}; }
sum() { awk '{ sum += $1 } END { printf "%.0f", sum }'; }
got="got $(wc -l <"$lists/want") $(tr '\n' '\0' <"$lists/want" | xargs -0 -r stat -c %s -- | sum) $count $(files -exec stat -c %s -- {} + | sum) $(awk '/bytes/ { print $1 }' "$lists/sent")"
cd .. && ${syncDisk(sh`"$tree"`)}
[ -f ${`${place}/${BUILD_FILE}`} ] || remove_own ${place} || exit
[ ! -e ${place} ] && mv -- "$tree" ${place} && rm -rf -- "$lists" && echo "$got"`;
}

/** The folders of earlier copies of the project's builds, for `find`: fck owns no other folder of that name. */
function ofProject({ name }: Build): string {
  return `.incoming-${name.replace(/_\d+_[^_]*$/, '')}_[0-9][0-9][0-9][0-9][0-9]*_*`;
}
