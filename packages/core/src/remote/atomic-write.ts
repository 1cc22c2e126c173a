import { posix } from 'node:path';
import { type Command, sh } from '../command/command.js';
import type { FileToWrite } from './changes.js';

/**
 * Makes a file from the output of a command: it appears whole, with its final mode, and survives a power cut. The
 * content is first written to a part beside it, hidden from programs that read all files of a folder. A writer keeps
 * its part locked: an unlocked part was left by a power cut, and is removed.
 *
 * @param source see {@link wholeInput} for content from standard input
 */
export function atomicWrite(
  { path, mode, owner }: Pick<FileToWrite, 'path' | 'mode' | 'owner'>,
  source: Command,
): Command {
  const folder = posix.dirname(path);
  const stem = posix.join(folder, `.${posix.basename(path)}.fck-`);
  return sh`
set -e; umask 022
mkdir -p -- ${folder}
umask 077
for left in ${stem}??????; do
  [ -e "$left" ] || continue
  # What is removed is what was locked: another file may have come by its name.
  { flock -n 7 && [ "$left" -ef /proc/self/fd/7 ] && rm -f -- "$left"; } 2>/dev/null 7<"$left" || :
done
trap 'exit 1' HUP INT TERM PIPE
# Between these two, another write may take it for one that was left.
while
  part=$(mktemp -- ${`${stem}XXXXXX`}) || exit
  exec 8>"$part"; flock 8 2>/dev/null || :
  [ ! -e "$part" ]
do :; done
trap 'rm -f -- "$part"' EXIT
${source} >"$part"
${owner === undefined ? sh`:` : sh`chown -- ${owner} "$part"`}
chmod ${mode.toString(8)} "$part"
sync -- "$part" 2>/dev/null || sync
mv -fT -- "$part" ${path}
trap - EXIT
sync -- ${folder} 2>/dev/null || :`;
}

/**
 * Writes files one after the other, by a script that is itself sent over standard input, so that no content is in a
 * command line. Each appears whole, and only after the files before it. `cat` does the writing, since the `printf` of
 * dash reports a full disk only as "I/O error".
 */
export function atomicWrites(files: readonly FileToWrite[]): string {
  const writes = files.map(
    (file) => sh`(${atomicWrite(file, sh`printf %s ${file.content.toString()} | cat`)}
)`,
  );
  return `set -e\n${writes.map(({ text }) => text).join('\n')}\n`;
}

/**
 * Reads a file's content from standard input. A broken connection looks like the end of the input, and the partial
 * content must not become the file.
 *
 * @param bytes size of the content
 */
export function wholeInput(bytes: number): Command {
  return sh`{ cat && [ "$(wc -c <"$part")" -eq ${bytes} ] || { echo 'what was to be written did not arrive whole' >&2; exit 1; }; }`;
}
