import { posix } from 'node:path';
import {
  BUILD_FILE,
  type Build,
  type Command,
  FILE_LIST,
  ownFunctions,
  type Paths,
  removeSealed,
  sh,
  syncDisk,
} from '@fck/core';
import { listFunctions } from './marked-list.js';
import { AHEAD, AHEAD_LISTS, openCopyLock, removeAheadLists } from './prepare-program.js';
import { treeFunctions } from './tree-functions.js';

/** Exit codes of the receiving end. Any other is that of the command that failed. */
export const receiveExits = { differs: 65, gone: 69, foreign: 73, unreached: 75 } as const;

/** The build to receive, and its base. */
export interface Receiving {
  readonly paths: Paths;
  readonly build: Build;
  /** A sealed build on the same host, whose equal files are linked. */
  readonly base: Pick<Build, 'name'> | undefined;
  /**
   * Runs the sending end, if this host can reach it by itself; else this program's stdin and stdout lead to it. A sender that
   * fetches the build in another form may write the number of fetched bytes to `$lists/fetched`.
   */
  readonly sender?: Command | undefined;
  /** The token of a preparation by the same run, whose lists and links are used. */
  readonly prepared?: string | undefined;
}

/** The folders in which a copy assembles the build before its rename, and keeps its lists. */
export function incomingFolders(
  paths: Paths,
  build: Build,
): { readonly tree: string; readonly lists: string } {
  const tree = `${paths.builds}/.incoming-${build.name}`;
  return { tree, lists: `${tree}.lists` };
}

/**
 * The receiving end of a copy. It assembles the build beside its final path, in `.incoming-<build>`; complete files of an
 * interrupted copy are kept. Files of the base are linked; those that were written to after the seal are fetched instead.
 * Fetched files are hashed on arrival. The tree is renamed into place only after every file matches the checksum list.
 *
 * Prints `there` if another run brought the build meanwhile, else as its last line `got`, how many files were fetched and
 * their bytes, how many there are and their bytes, and how many bytes came over the network.
 */
export function receiveProgram({ paths, build, base, sender, prepared }: Receiving): Command {
  const { tree, lists } = incomingFolders(paths, build);
  const place = paths.build(build.name);
  return sh`
${listFunctions}${treeFunctions}${ownFunctions}
tree=${tree} lists=${lists} spare=${posix.basename(paths.spare)} base=${base?.name ?? '-'}
mkdir -p -- ${paths.builds} && cd ${paths.builds} || exit
# A copy whose run was killed may continue: the next copy waits for it.
${openCopyLock}
! command -v flock >/dev/null || flock -w 900 9 || { echo 'another copy to this host does not end' >&2; exit 1; }
# A foreign file or folder at the path stays, and ends the copy.
if [ -e ${place} ] || [ -L ${place} ]; then is_own ${place} || exit ${receiveExits.foreign}; fi
[ ! -f ${`${place}/${BUILD_FILE}`} ] || { echo there; exit; }
# A prepared folder is used like that of an interrupted copy: files with the mode of sealed ones are checked.
ahead() { [ ! -L ${AHEAD} ] && { is_own ${AHEAD} || [ -f ${AHEAD}/${FILE_LIST} ]; }; }
if ahead && [ ! -e "$tree" ]; then
  mkdir -p -- "$lists" && echo ${build.checksum} >"$lists/sum" && mv -- ${AHEAD} "$tree" && writable "$tree" &&
    find "$tree" ! -type d ! -perm 444 ! -perm 555 -exec rm -f -- {} + || exit
fi
if ahead; then ${removeSealed(AHEAD)}; fi
find . -maxdepth 1 -type d -name ${ofProject(build)} ! -name ${posix.basename(tree)} ! -name ${posix.basename(lists)} -print0 |
  xargs -0 -r sh -c ${removeSealed(sh`"$@"`).text} sh
[ "$(cat -- "$lists/sum" 2>/dev/null)" = ${build.checksum} ] || { ${removeSealed(tree)}; }
${removeSealed(sh`"$lists"`)}
if [ "$(cat -- ${AHEAD_LISTS}/token 2>/dev/null)" = ${prepared ?? 'none'} ]; then mv -T -- ${AHEAD_LISTS} "$lists" || exit; fi
${removeAheadLists}
mkdir -p -- "$lists" && echo ${build.checksum} >"$lists/sum" || exit

receive() {
  zip=$(command -v zstd >/dev/null && echo zstd || echo gzip)
  cd "$lists" || return
  : >link; : >want; : >folders
  if [ "$(cat for 2>/dev/null)" = "$base" ]; then
    (cd ../"$base" && find . -type f -newer ${BUILD_FILE} -fprint "$lists/newer") &
  else
    rm -rf linked linked.whole spared; : >base; : >newer
    # If nothing exists yet, that runs while the other end answers.
    if [ "$base" != - ] && { rmdir -- "$tree" 2>/dev/null || [ ! -e "$tree" ]; }; then prepare_links >/dev/null 2>&1 & fi
    [ "$base" = - ] || list_base || base=-
  fi
  # Without a reader, SIGPIPE would end this shell without a message.
  (trap '' PIPE; printf '%s %s %s\n' "$base" "$(sum_of <base)" "$zip") 2>/dev/null
  read -r word kind zip bytes; asked=$?
  wait
  [ $asked = 0 ] || return ${receiveExits.unreached}
  [ "$word" = list ] || return ${receiveExits.gone}
  # A truncated list does not count as the list of another build.
  head -c "$bytes" >packed; [ "$(wc -c <packed)" -eq "$bytes" ] || return ${receiveExits.unreached}
  unzipped <packed | if [ "$kind" = whole ]; then cat; else awk '
    NR == FNR { line[FNR] = $0; next }
    !/^@/ { print; next }
    { split(substr($0, 2), range, " "); for (at = range[1] + 0; at <= range[2] + 0; at++) print line[at] }' base -
  fi >new
  [ "$(cut -c2- new | sum_of)" = ${build.checksum} ] || { echo ${FILE_LIST}' is not the list of this build' >&2; return ${receiveExits.differs}; }
  common base newer >same
  take_links >there || {
    rm -rf linked && mkdir -p -- "$tree" && (whole) >there && writable "$tree" && keep_only "$tree" <there >/dev/null || return
  }
  { cat there; echo //; cat same; echo //; cat new; } | awk '
    $0 == "//" && part < 2 { part++; next }
    !part { there[$0]; next }
    part == 1 { same[$0]; next }
    /^=/ || $0 in there { next }
    { path = substr($0, 68) }
    !($0 in same) { print path >"want"; next }
    { print path >"link"; sub(/\/[^\/]*$/, "", path); if (!(path in made)) print path >"folders"; made[path] }'
  in_tree mkdir -p -- <folders
  (cd ../"$base" && tr '\n' '\0' <"$lists/link" | xargs -0 -r sh -c 'tree=$1; shift; cp -lp --parents -- "$@" "$tree"' sh "$tree") 2>/dev/null ||
    cat link >>want
  cut -c2- new >"$tree"/${FILE_LIST} && chmod 444 "$tree"/${FILE_LIST} || return
  tr '\n' '\0' <want >wanted
  wc -c <wanted; cat wanted
  dd bs=65536 2>sent | unzipped | tar -C "$tree" --delay-directory-restore -xpof -
}
${sender === undefined ? sh`receive` : sh`rm -f -- "$lists/back" && mkfifo -- "$lists/back" && { ${sender}; } <"$lists/back" | receive >"$lists/back"`} || exit

cd "$lists" || exit
(whole) >there
count=$(wc -l <new)
if ! cmp -s there new || [ $(($(wc -l <files) + $(tr -dc '\0' <odd | wc -c))) -ne "$count" ]; then
  echo 'these files differ, are missing or do not belong to it:' >&2
  { cat there; echo //; cat new; } | awk '$0 == "//" { rest = 1; next } !rest { is[$0]; next } !($0 in is) { print substr($0, 68) }' | head -n 10 >&2
  writable "$tree" && keep_only "$tree" <there >/dev/null
  exit ${receiveExits.differs}
fi
[ -s "$tree"/${BUILD_FILE} ] || { echo ${BUILD_FILE}' is missing' >&2; exit ${receiveExits.differs}; }
sum() { awk '{ sum += $1 } END { printf "%.0f", sum }'; }
got="got $(wc -l <want) $(in_tree stat -c %s -- <want | sum) $count $(cut -d' ' -f4 files | sum) $(cat fetched 2>/dev/null || awk '/bytes/ { print $1 }' sent)"
${syncDisk(sh`"$tree"`)}
[ -f ${`${place}/${BUILD_FILE}`} ] || remove_own ${place} || exit
[ ! -e ${place} ] && mv -- "$tree" ${place} && cd / && rm -rf -- "$lists" && echo "$got"`;
}

/** The folders of earlier copies of the project's builds, for `find`: fck owns no other folder of that name. */
function ofProject({ name }: Build): string {
  return `.incoming-${name.replace(/_\d+_[^_]*$/, '')}_[0-9][0-9][0-9][0-9][0-9]*_*`;
}
