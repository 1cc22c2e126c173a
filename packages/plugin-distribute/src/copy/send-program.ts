import { BUILD_FILE, type Build, type Command, FILE_LIST, type Paths, sh } from '@fck/core';
import { listFunctions } from './marked-list.js';

/**
 * The sending end of a copy. It exchanges these messages with {@link receiveProgram} over its standard input and output:
 *
 * 1. It reads `<base> <checksum of its marked list> <zstd or gzip>`: which build the other end has already.
 * 2. It sends `list <whole or patch> <zstd or gzip> <bytes>` and the build's marked list. If it has the same base, lines of
 *    the base's list are sent as `@from to`. Without the build, it sends `gone`.
 * 3. It reads `<bytes>` and the names of the wanted files, each with a NUL at its end.
 * 4. It sends them as a compressed tar stream, with all folders and links.
 *
 * It writes no file, so it leaves nothing behind. Requests of the other end are not trusted: it sends only files on the build's
 * list.
 */
export function sendProgram(paths: Paths, build: Build): Command {
  return sh`folder=${paths.build(build.name)} checksum=${build.checksum}
${sending}`;
}

/** Sends the build whose folder and checksum the shell variables `folder` and `checksum` hold. */
export const sending: Command = sh`
${listFunctions}
[ ! -L "$folder" ] && cd "$folder" 2>/dev/null && [ -f ${BUILD_FILE} ] && [ "$(sum_of <${FILE_LIST})" = "$checksum" ] || { echo gone; exit; }
trap 'exit 1' HUP INT TERM PIPE
lines() { [ -z "$1" ] || printf '%s\n' "$1"; }
new=$(marked)
read -r base sum zip || exit
command -v zstd >/dev/null || zip=gzip
case $base in */* | .*) base=-;; esac
earlier=
if [ "$base" != - ] && [ ! -L ../"$base" ] && [ -s ../"$base"/${FILE_LIST} ]; then
  earlier=$(cd "../$base" && marked)
  [ "$(lines "$earlier" | sum_of)" = "$sum" ] || earlier=
fi
kind=whole
[ -z "$earlier" ] || kind=patch
sent=$(if [ $kind = whole ]; then lines "$new"; else { lines "$earlier"; echo //; lines "$new"; } | awk '
  function flush() { if (from) print "@" from " " to; from = 0 }
  $0 == "//" { rest = 1; next }
  !rest { at[$0] = NR; next }
  !($0 in at) { flush(); print; next }
  from && at[$0] == to + 1 { to++; next }
  { flush(); from = to = at[$0] }
  END { flush() }'
fi | zipped | base64)
unpacked() { printf '%s\n' "$1" | base64 -d; }
printf 'list %s %s %s\n' "$kind" "$zip" "$(unpacked "$sent" | wc -c)"
unpacked "$sent"
# While the other end reads it.
always=$(find . \( ! -type f -o -path "$odd" \) -print0 | base64)
read -r bytes || exit
listed() { { lines "$new"; echo //; cat; } | awk '
  $0 == "//" && !asked { asked = 1; next }
  !asked { if (!/^=/) listed[substr($0, 68)]; next }
  $0 in listed'; }
# All names are read before anything is sent: the other end reads nothing while it sends them.
wanted=$(head -c "$bytes" | tr '\0' '\n' | listed)
{
  unpacked "$always"
  lines "$wanted" | tr '\n' '\0'
  printf './%s\0' ${BUILD_FILE}
} | tar --null --no-recursion --hard-dereference -T - -cf - | zipped`;
