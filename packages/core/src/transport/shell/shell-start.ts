import { quote } from '../../command/command.js';
import { become } from './become.js';
import { mark } from './shell-frame.js';

/**
 * The first commands of a shell. Texts must be in English and files in UTF-8, whatever the machine's own language is.
 * Programs of services are in sbin, which not every PATH has, nor the one that sudo sets. A directory that the user may
 * not read (after sudo) would make git and others fail.
 */
export const shellPreamble = `unset LANGUAGE ENV
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
case $(LC_ALL=C.UTF-8 locale charmap 2>/dev/null || :) in UTF-8 | '') LC_ALL=C.UTF-8 ;; *) LC_ALL=C ;; esac
export LC_ALL
[ -r . ] && [ -x . ] || cd /
`;

/** Makes a shell report its process group, in the field of a mark that usually has an exit code; 0 if unknown. */
export function groupMark(nonce: string, sequence: number): string {
  return `{ read -r fck fck fck fck fck_group fck < /proc/$$/stat; } 2>/dev/null
${mark(nonce, sequence, '${fck_group:-0}')}unset fck fck_group
`;
}

/**
 * The password prompt of sudo. If it appears a second time, the password was refused, whatever language the machine
 * uses.
 */
export const SUDO_PROMPT = 'fck-sudo-password:';

/**
 * The command that starts a shell as a user: `sh` for the login user, else by sudo or doas, with messages in English.
 *
 * @param options.user the user; undefined for the login user.
 * @param options.password whether sudo gets a password on its standard input.
 */
export function shellCommand(
  options: { user?: string | undefined; password?: boolean | undefined } = {},
): string {
  if (options.user === undefined) return 'sh';
  // Without a password sudo must never ask; with one it must always ask, or the shell would read the password.
  const way = options.password
    ? become(options.user, `-k -S -p ${SUDO_PROMPT}`, 'sudo --version </dev/null 2>&1 | head -n 1\n')
    : become(options.user, '-n');
  return `env LC_ALL=C ${way} sh`;
}

/**
 * Whether sudo reads ahead, so that input right after the password is lost.
 *
 * @param output of a shell with a password before its first answer
 */
export function readsAhead(output: Buffer): boolean {
  return /^sudo-rs /m.test(output.toString());
}

/**
 * The `-c` argument of a shell that sudo starts with a password: it announces itself, and skips lines until the nonce
 * comes, so that a password that sudo did not read (NOPASSWD) is not taken for a command.
 */
export function passwordBootstrap(nonce: string): string {
  const hello = mark(nonce, -1, '0').trim();
  return quote(`${hello}; while IFS= read -r line && [ "$line" != ${nonce} ]; do :; done; exec sh`);
}

/** Characters of a program's error output that a message shows. */
const LONGEST = 1000;

/** The last lines of a program's error output, without the lecture of sudo. */
export function wordsOf(output: Buffer): string {
  const lines = output
    .toString()
    .replaceAll(SUDO_PROMPT, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const own = lines.filter(
    (line) => /^(sudo(-rs|ers)?|doas):/.test(line) && !line.includes('no password was provided'),
  );
  return (own.length > 0 ? own : lines.slice(-3)).join('; ').slice(-LONGEST);
}
