import { errorKind } from './fck-error.js';

/** What can go wrong with the shell that runs look-ups, over any transport. */
export const shellErrors = {
  lookTimeout: errorKind(
    'LOOK_TIMEOUT',
    'A look-up on a host did not finish in time. It was ended; the look-ups that were sent with it ran again.',
    (host: string, command: string, seconds: number) => ({
      message: `A command on ${host} did not finish within ${seconds} s: ${command}`,
      hint: 'Run it there by hand: it may wait for input, a lock, or a dead network file system.',
      host,
    }),
  ),
  tooMuchOutput: errorKind(
    'OUTPUT_TOO_LONG',
    'A host printed more output than fck accepts. The command was ended; the other hosts continue.',
    (host: string, command: string, limit: string) => ({
      message: `A command on ${host} printed more than ${limit} and was ended: ${command}`,
      hint: `Run it there by hand (\`fck ssh ${host}\`): it prints without end, or its output has to be shortened, for example with \`tail\`.`,
      host,
    }),
  ),
  shell: errorKind(
    'SHELL_FAILED',
    'fck could not start a shell on a host.',
    (
      host: string,
      command: string,
      how: { readonly code: number | null } | { readonly printed: string },
      words: string,
    ) => ({
      message: `The shell \`${command}\` on ${host} ${
        'printed' in how
          ? `printed more than ${how.printed} before it answered, and was ended.`
          : `ended before it answered (exit code ${how.code ?? 'unknown'}).`
      }`,
      hint: "Check the login user's shell: `/usr/sbin/nologin` and shells that print or prompt at start do not work.",
      detail: words || undefined,
      host,
    }),
  ),
  otherUser: errorKind(
    'SSH_OTHER_USER',
    'The host lets the login user in only to ask for another user, as cloud images do for root.',
    (host: string, user: string | undefined, wanted: string) => ({
      message: `${host} runs no commands for ${user ?? 'the login user'}: it asks to log in as ${wanted}.`,
      hint: `Set that user: \`user: ${wanted}\`.`,
      host,
    }),
  ),
  sudo: errorKind(
    'SUDO_FAILED',
    'sudo or doas refused to run a shell: the password is missing or wrong, it requires a terminal, it is not installed, or the user may not use it.',
    (host: string, user: string | undefined, words: string, given: SudoAttempt) => ({
      message: `${DOAS.test(words) ? 'doas' : 'sudo'} refused ${user ?? 'the login user'} on ${host}: ${words || 'it said nothing'}`,
      hint: sudoHint(user, words, given),
      host,
    }),
  ),
};

/** Every message of doas begins with this. */
const DOAS = /^doas: /;

/** How sudo was asked. */
interface SudoAttempt {
  /** Whether `sudo_password` is set. */
  readonly password: boolean;
  /** Whether sudo asked again after it was given. */
  readonly isRefused: boolean;
}

function sudoHint(user: string | undefined, words: string, { password, isRefused }: SudoAttempt): string {
  const whom = user ?? 'USER';
  if (DOAS.test(words))
    return `fck cannot give doas a password, which doas takes from a terminal only. Allow it without one in /etc/doas.conf: \`permit nopass ${whom}\` (check it with \`doas -C /etc/doas.conf\`), or log in as root: \`user: root\`.`;
  if (isRefused || /incorrect password/.test(words))
    return `\`sudo_password\` is not the password of ${user ?? 'the login user'} there. Correct it. fck tried it once.`;
  if (/must have a tty/.test(words))
    return `fck has no terminal on hosts. Let sudo do without: \`Defaults:${whom} !requiretty\` in a file of /etc/sudoers.d (check it with \`visudo -c\`).`;
  if (/sudo.*(not found|No such file)/.test(words))
    return 'Install sudo there, or log in as root: `user: root`.';
  if (/not in the sudoers|may not run sudo|not allowed to|afraid I can't do that/.test(words))
    return `Allow it in a file of /etc/sudoers.d: \`${whom} ALL=(ALL) NOPASSWD: ALL\`, or log in as root: \`user: root\`.`;
  if (password)
    return `See what sudo says there: \`fck ssh ${'HOST'}\`, then \`sudo -k -S true\`. fck cannot answer a second prompt, such as for a code: let ${user ?? 'the login user'} run sudo without a password (NOPASSWD in /etc/sudoers.d).`;
  return 'Let the user run sudo without a password (NOPASSWD in /etc/sudoers.d), or set `sudo_password: !env NAME` for the host.';
}
