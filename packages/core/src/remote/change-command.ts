import { quote } from '../command/command.js';
import { withSecrets } from '../command/escaped.js';
import { Secret } from '../command/secret.js';
import type { RunOptions } from './remote.js';

/** A change as it is sent: the command line, and what has to go over standard input before the command's own input. */
export interface ChangeCommand {
  readonly line: string;
  readonly preamble: string;
}

/** How a change becomes another user. */
export interface Privilege {
  /** Undefined: the login user. */
  readonly user: string | undefined;
  readonly password: Secret | undefined;
}

/** Ends what is given for sudo. */
const SUDO_HAS_IT = 'fck: what follows is not for sudo';

/**
 * Makes a shell pass over what was given for sudo. Where sudo asks for no password (NOPASSWD, or the login user is root), it
 * does not read it, and it would become the first line of the file that is written.
 */
export const passOverPassword = `while IFS= read -r fck_line && [ "$fck_line" != ${quote(SUDO_HAS_IT)} ]; do :; done; unset fck_line`;

/**
 * Puts a change together: as another user by sudo, in a folder, with an environment. That travels over standard input, since
 * anyone on the host may read a command line, and nobody is sure to have marked what is secret of it.
 */
export function changeCommand(
  text: string,
  privilege: Privilege,
  options: Pick<RunOptions, 'cwd' | 'env'>,
): ChangeCommand {
  const variables = Object.entries(options.env ?? {}).map(([name, value]) => assignment(name, value));
  const isGivenPassword = privilege.user !== undefined && privilege.password !== undefined;
  const script = [
    ...(isGivenPassword ? [passOverPassword] : []),
    ...(variables.length > 0 ? ['IFS= read -r fck_env; eval "$fck_env"; unset fck_env'] : []),
    ...(options.cwd === undefined ? [] : [`cd ${quote(options.cwd)} || exit`]),
    text,
  ].join('\n');
  const shell = `sh -c ${quote(script)}`;
  const environment = variables.length > 0 ? `${variables.join('; ')}\n` : '';
  if (privilege.user === undefined) return { line: shell, preamble: environment };
  const user = `-H -u ${quote(privilege.user)}`;
  if (!privilege.password) return { line: `sudo -n ${user} -- ${shell}`, preamble: environment };
  return {
    line: `sudo -k -S -p '' ${user} -- ${shell}`,
    preamble: `${privilege.password.reveal()}\n${SUDO_HAS_IT}\n${environment}`,
  };
}

function variable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new TypeError(`"${name}" is no name for an environment variable`);
  return name;
}

/** An assignment on one line, whatever the value holds: of several lines, every byte that is not plain is written as its octal code. */
function assignment(name: string, value: string | Secret): string {
  const text = value instanceof Secret ? value.reveal() : withSecrets(value);
  if (!text.includes('\n')) return `export ${variable(name)}=${quote(text)}`;
  const octal = [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `\\0${byte.toString(8).padStart(3, '0')}`,
    )
    .join('');
  // The point keeps newlines at the end, which $( ) would drop.
  return `${variable(name)}=$(printf '%b.' '${octal}'); ${name}=\${${name}%.}; export ${name}`;
}
