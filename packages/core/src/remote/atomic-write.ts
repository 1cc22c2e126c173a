import { posix } from 'node:path';
import { type Command, sh } from '../command/command.js';
import type { FileToWrite } from './changes.js';

/**
 * Makes a file of what a command prints: it appears whole, with its final mode, and survives a power cut. What is written
 * first is a part beside it, hidden from programs that read all files of a folder. Who writes a part keeps it locked: one that
 * is not was left there by a power cut, and goes.
 *
 * @param source see {@link wholeInput} for what is given on standard input
 */
export function atomicWrite(
  { path, mode, owner }: Pick<FileToWrite, 'path' | 'mode' | 'owner'>,
  source: Command,
): Command {
  const folder = posix.dirname(path);
  const stem = posix.join(folder, `.${posix.basename(path)}.fck-`);
  return sh`
set -e; umask 077
mkdir -p -m 0755 -- ${folder}
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
 * Writes files one after the other, as a script that itself goes over standard input: their content is in no command
 * line. Each appears whole, and none before those that stand before it. `cat` does the writing, since of a full disk the
 * `printf` of dash says no more than "I/O error".
 */
export function atomicWrites(files: readonly FileToWrite[]): string {
  const writes = files.map(
    (file) => sh`(${atomicWrite(file, sh`printf %s ${file.content.toString()} | cat`)}
)`,
  );
  return `set -e\n${writes.map(({ text }) => text).join('\n')}\n`;
}

/**
 * The source of a file that is given on standard input. A connection that breaks ends the input as if that were all of it, and
 * what came until then must not become the file.
 *
 * @param bytes how many there are
 */
export function wholeInput(bytes: number): Command {
  return sh`{ cat && [ "$(wc -c <"$part")" -eq ${bytes} ] || { echo 'what was to be written did not arrive whole' >&2; exit 1; }; }`;
}
