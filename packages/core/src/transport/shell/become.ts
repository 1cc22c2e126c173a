import { quote } from '../../command/command.js';

/**
 * The words before a command line that run it as another user: by sudo or, on a host without sudo, by doas. The host
 * decides, since a look-up would cost a round trip. doas never gets a password: it reads one only from a terminal.
 *
 * @param asking sudo's options about passwords.
 * @param before runs before sudo, as the login user.
 */
export function become(user: string, asking: string, before = ''): string {
  const name = quote(user);
  const script = `if ! command -v sudo >/dev/null && command -v doas >/dev/null; then exec doas -n -u ${name} -- "$@"; fi
${before}exec sudo ${asking} -H -u ${name} -- "$@"`;
  return `sh -c ${quote(script)} fck-as`;
}
