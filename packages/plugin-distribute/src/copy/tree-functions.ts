import { BUILD_FILE, hashFunction, OWN_MARK, sh } from '@fck/core';
import { exceptOwnFiles } from './marked-list.js';

/**
 * Shell functions of the receiving end, which assembles a build in the folder `$tree` from files of a base and fetched files. The
 * folder `$lists` contains `new`, the build's marked list, and `same`, its lines whose files the base has unchanged since its seal.
 * The base is beside it and, in the folder `$spare`, perhaps a removed build.
 */
export const treeFunctions = sh`${hashFunction}
writable() { find "$1" -type d ! -perm -200 -exec chmod u+w {} +; }
in_tree() { (cd "$tree" && tr '\n' '\0' | xargs -0 -r "$@"); }
# Lists the files of the tree in "files" (time of the last change, inode, links, bytes, mode, name) or, if a name is odd, in "odd",
# and in "sums" the checksums of those that are no links to sealed ones. A file that was hashed by an earlier call and is the same
# inode, not changed since, keeps its checksum, unless it was written so shortly before that call that a later change could have got the
# same time: clocks of file systems tick every 10 ms.
sum_files() {
  for list in files sums now; do : >>"$lists/$list"; mv -f -- "$lists/$list" "$lists/$list.before"; done
  : >"$lists/odd"; : >"$lists/now"
  sealed=../$base/${BUILD_FILE}; [ -f "$sealed" ] || sealed=$lists/now
  find . -type f ${exceptOwnFiles} \( -path "$odd" -fprint0 "$lists/odd" -o -links +1 ! -newer "$sealed" -printf '%C@ %i %n %s %m %p\n' -o \
    -fprintf "$lists/unhashed" '%s %p\n' -printf '%C@ %i 1 %s %m %p\n' \) >"$lists/files"
  : >"$lists/sums"
  if [ -s "$lists/sums.before" ]; then
    {
      find "$lists/now.before" -printf '%T@\n'; cat "$lists/sums.before"; echo //; cat "$lists/files.before"; echo //; cat "$lists/files"
    } | awk -v unhashed="$lists/unhashed" '
      NR == 1 { printf "" >unhashed; before = $1; next }
      $0 == "//" && part < 2 { part++; next }
      !part { sum[substr($0, 67)] = substr($0, 1, 64); next }
      { path = substr($0, index($0, " ./") + 1); key = $1 " " $2 " " $4 }
      part == 1 { if ($1 < before - 0.02) known[path] = key; next }
      $3 > 1 { next }
      path in sum && known[path] == key { print sum[path] "  " path; next }
      { print $4 " " path >unhashed }' >"$lists/sums"
  fi
  { cut -d' ' -f2- "$lists/unhashed" | tr '\n' '\0'; cat "$lists/odd"; } | {
    # Starting OpenSSL takes as long as hashing this many bytes.
    if [ "$(awk '{ bytes += $1 } END { printf "%.0f", bytes / 1000000 }' "$lists/unhashed")" -ge 4 ]; then hashed; else xargs -0 -r sha256sum; fi
  } >>"$lists/sums"
}
# Prints the lines of the list whose files are complete: by their checksum, or because they are links to sealed ones.
whole() {
  cd "$tree" && sum_files
  { cat "$lists/files"; echo //; cat "$lists/sums"; echo //; cat "$lists/new"; } | awk '
    $0 == "//" && part < 2 { part++; next }
    !part { path = substr($0, index($0, " ./") + 1); mark[path] = int($5 / 100) % 2 ? "x" : "-"; if ($3 > 1) linked[path]; next }
    part == 1 { is[(/^\\/ || /\r/ ? "=" : mark[substr($0, 67)]) $0]; next }
    { path = substr($0, 68) }
    $0 in is || path in linked && substr($0, 1, 1) == mark[path]'
}
# Prints the lines of the list that another list contains too, except files that are named in a third one.
common() {
  { cat "$2"; echo //; cat "$1"; echo //; cat new; } | awk '
    $0 == "//" && part < 2 { part++; next }
    !part { unfit[$0]; next }
    part == 1 { other[$0]; next }
    !/^=/ && $0 in other && !(substr($0, 68) in unfit)'
}
# Removes the files of a folder that are not in the list it is given, and folders that are empty then; prints a dot for each that
# stays. Files with odd names, and entries that are no files, are always fetched again.
keep_only() (
  cd "$1" || exit
  { cut -c68-; echo //; find . ! -type d \( \( ! -type f -o -path "$odd" \) -exec rm -f -- {} + -o -print \); } |
    awk '$0 == "//" { rest = 1; next } !rest { keep[$0]; next } !($0 in keep)' | tr '\n' '\0' | xargs -0 -r rm -f -- || exit
  find . -mindepth 1 -depth \( -type d -empty -delete -o -type f -printf . \)
)
# Lists the base: its marked list in "base", and in "newer" what was written to since its seal.
list_base() { (cd ../"$base" && [ -f ${BUILD_FILE} ] && marked \( -newer ${BUILD_FILE} -fprint "$lists/newer" , -true \) >"$lists/base"); }
# Makes a folder of links that is not the tree yet: of what was spared, or of all files of the base, whose own folder could not
# be written to.
prepare_links() {
  if [ ! -L ../"$spare" ] && { [ -f ../"$spare"/${BUILD_FILE} ] || [ -f ../"$spare"/${OWN_MARK} ]; }; then take_spare; else umask 022 && cp -al --no-preserve=mode -- ../"$base" linked; fi && : >linked.whole
}
# A file without another link would have to be hashed: it is fetched or linked again.
take_spare() (
  writable ../"$spare" && mv -T -- ../"$spare" linked && cd linked && [ -f ${BUILD_FILE} ] &&
    marked \( \( -links 1 -o -newer ${BUILD_FILE} \) -fprint ../unfit , -true \) >../spared
)
# Makes the tree of these links, but for what the build has not, and prints the lines of the files that are there then. Links in a
# tree are trusted: that no other is left is made sure.
take_links() {
  [ -f linked.whole ] && if [ -f spared ]; then common spared unfit; else cat same; fi >kept &&
    [ "$(keep_only linked <kept | wc -c)" -eq "$(wc -l <kept)" ] && mv -T -- linked "$tree" && cat kept
}`;
