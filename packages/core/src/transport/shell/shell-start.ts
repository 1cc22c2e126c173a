import { quote } from '../../command/command.js';
import { become } from './become.js';
import { mark } from './shell-frame.js';

/**
 * What a shell runs first. Texts must come in English and files in UTF-8, whatever the machine's own language is.
 * Programs of services are in sbin, which not every user's PATH has, nor what sudo makes of it.
 * A directory that the user may not read (after sudo) would make git and others fail.
 */
export const shellPreamble = `unset LANGUAGE ENV
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
case $(LC_ALL=C.UTF-8 locale charmap 2>/dev/null || :) in UTF-8 | '') LC_ALL=C.UTF-8 ;; *) LC_ALL=C ;; esac
export LC_ALL
[ -r . ] && [ -x . ] || cd /
`;

/** What makes a shell tell its process group, by the field of a mark that else holds an exit code; 0 if it does not know it. */
export function groupMark(nonce: string, sequence: number): string {
  return `{ read -r fck fck fck fck fck_group fck < /proc/$$/stat; } 2>/dev/null
${mark(nonce, sequence, '${fck_group:-0}')}unset fck fck_group
`;
}

/** What sudo asks with. Where it stands a second time, the password was refused, whatever language the machine speaks. */
export const SUDO_PROMPT = 'fck-sudo-password:';

/**
 * The command that starts a shell as a user: `sh` for the login user, else by sudo or doas, whose messages come in English.
 *
 * @param options.user whom it runs as; undefined for the login user.
 * @param options.password whether sudo is given a password on its standard input.
 */
export function shellCommand(
  options: { user?: string | undefined; password?: boolean | undefined } = {},
): string {
  if (options.user === undefined) return 'sh';
  // Without a password sudo must never ask; with one it must ask always, or the answer would be read by the shell.
  const way = options.password
    ? become(options.user, `-k -S -p ${SUDO_PROMPT}`, 'sudo --version </dev/null 2>&1 | head -n 1\n')
    : become(options.user, '-n');
  return `env LC_ALL=C ${way} sh`;
}

/**
 * Whether sudo reads ahead, so that what is sent behind the password at once is lost.
 *
 * @param output what a shell that is given a password printed before it said that it is there.
 */
export function readsAhead(output: Buffer): boolean {
  return /^sudo-rs /m.test(output.toString());
}

/**
 * The `-c` argument of a shell that sudo starts with a password: it says that it is there, and skips lines until the
 * nonce comes. So a password that sudo did not want (NOPASSWD) is not taken for a command.
 */
export function passwordBootstrap(nonce: string): string {
  const hello = mark(nonce, -1, '0').trim();
  return quote(`${hello}; while IFS= read -r line && [ "$line" != ${nonce} ]; do :; done; exec sh`);
}

/** Characters of what a program said that a message shows. */
const LONGEST = 1000;

/** What a program said on its way out: the last lines, without the lecture that sudo holds. */
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
