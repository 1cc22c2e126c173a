import { type Command, sh } from '../command/command.js';
import { type FileToWrite, sha256 } from './changes.js';

/** A file as it is on a machine. */
export interface CurrentFile {
  /** In octal digits. */
  readonly mode: string;
  /** `user` and `user:group`. */
  readonly owners: readonly (string | undefined)[];
  /** Its content; of a secret that is another one: nothing. */
  readonly text: string;
  /** Whether its content is what it shall be. */
  readonly same: boolean;
}

/** Bytes of a file that are fetched to show what changes in it. */
const SHOWN = 1024 * 1024;

/**
 * A script that looks at what stands in place of a file. The text comes along unless it is what it shall be, or too long to be
 * shown. What is no regular file, such as a named pipe that nobody writes to, is not read: it is replaced.
 */
export function lookAtFile({ path, content, secret }: FileToWrite): Command {
  const show = secret ? sh`:` : sh`head -c ${SHOWN} -- ${path}`;
  return sh`[ ! -e ${path} ] || [ -f ${path} ] || exit
stat -c '%a %U %U:%G' -- ${path} 2>/dev/null || exit
set -- $(sha256sum <${path})
echo "$1"
[ "$1" = ${sha256(content)} ] || ${show}`;
}

/** What {@link lookAtFile} found; undefined if there is no such file. */
export function currentFile({ content }: FileToWrite, output: string): CurrentFile | undefined {
  const [facts = '', sum, ...text] = output.split('\n');
  const [mode, ...owners] = facts.split(' ');
  if (mode === undefined || mode === '') return undefined;
  const same = sum === sha256(content);
  return { mode, owners, same, text: same ? content.toString() : text.join('\n') };
}

/** Whether nothing about a file has to be changed. */
export function isUpToDate({ mode, owner }: FileToWrite, found: CurrentFile | undefined): boolean {
  if (!found?.same || found.mode !== mode.toString(8)) return false;
  return owner === undefined || found.owners.includes(owner);
}
