import { quote } from '../../command/command.js';

/**
 * The words before a command line that run it as another user: by sudo or, on a host without sudo, by doas. That is decided on the host,
 * since to ask first would cost a round trip. doas is never given a password: it takes one from a terminal only.
 *
 * @param asking sudo's options about passwords.
 * @param before what is run before sudo, as the login user.
 */
export function become(user: string, asking: string, before = ''): string {
  const name = quote(user);
  const script = `if ! command -v sudo >/dev/null && command -v doas >/dev/null; then exec doas -n -u ${name} -- "$@"; fi
${before}exec sudo ${asking} -H -u ${name} -- "$@"`;
  return `sh -c ${quote(script)} fck-as`;
}
