import { type Command, sh } from '../command/command.js';
import { pythonModule } from '../command/python-module.js';
import { type FileToWrite, sha256 } from './changes.js';

/** A file as it is on a machine. */
export interface CurrentFile {
  /** In octal digits. */
  readonly mode: string;
  /** `user` and `user:group`. */
  readonly owners: readonly (string | undefined)[];
  /** Its content; empty if it is secret and differs. */
  readonly text: string;
  /** Whether it has the desired content. */
  readonly same: boolean;
}

/** Bytes of a file to fetch at most for showing its changes. */
const SHOWN = 1024 * 1024;

const onHost = pythonModule(new URL('../../python/', import.meta.url), 'current_file');

/**
 * A look that inspects the current file at a path. The text is included unless it is up to date, or too long to be
 * shown. Anything but a regular file, such as a named pipe without a writer, is not read: it is replaced.
 */
export function lookAtFile({ path, content, secret }: FileToWrite): Command {
  const show = secret ? sh`:` : sh`head -c ${SHOWN} -- ${path}`;
  const expected = sha256(content);
  const script = sh`[ ! -e ${path} ] || [ -f ${path} ] || exit
stat -c '%a %U %U:%G' -- ${path} 2>/dev/null || exit
set -- $(sha256sum <${path})
echo "$1"
[ "$1" = ${expected} ] || ${show}`;
  // A script starts three programs.
  return onHost.program('inspect', { path, expected, shown: secret ? 0 : SHOWN }, script);
}

/** Parses the output of {@link lookAtFile}; undefined if there is no such file. */
export function currentFile({ content }: FileToWrite, output: string): CurrentFile | undefined {
  const [facts = '', sum, ...text] = output.split('\n');
  const [mode, ...owners] = facts.split(' ');
  if (mode === undefined || mode === '') return undefined;
  const same = sum === sha256(content);
  return { mode, owners, same, text: same ? content.toString() : text.join('\n') };
}

/** Whether a file is up to date. */
export function isUpToDate({ mode, owner }: FileToWrite, found: CurrentFile | undefined): boolean {
  if (!found?.same || found.mode !== mode.toString(8)) return false;
  return owner === undefined || found.owners.includes(owner);
}
