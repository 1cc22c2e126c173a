import type { RunOptions } from '../api/remote.js';
import { quote } from '../command/command.js';
import { withSecrets } from '../command/escaped.js';
import { Secret } from '../command/secret.js';
import { become } from '../transport/shell/become.js';

/** A change as it is sent: the command line, and the standard input before the command's own input. */
export interface ChangeCommand {
  readonly line: string;
  /** The password for sudo; empty if sudo gets none. */
  readonly forSudo: string;
  /** True if nothing may be sent after the password before the command has printed {@link SUDO_IS_DONE}. */
  readonly announces: boolean;
  readonly preamble: string;
}

/** How a change becomes another user. */
export interface Privilege {
  /** Undefined: the login user. */
  readonly user: string | undefined;
  readonly password: Secret | undefined;
  /** Whether sudo also consumes what is sent right after the password, as sudo-rs does. */
  readonly sudoReadsAhead?: boolean | undefined;
}

/** Ends the input for sudo. */
const SUDO_HAS_IT = 'fck: what follows is not for sudo';
/** A started command prints this: sudo then reads no more input. */
export const SUDO_IS_DONE = 'fck: sudo has started this';

/**
 * Makes a shell skip the input for sudo. Where sudo asks for no password (NOPASSWD, or the login user is root), it does
 * not read it, and the password would become the first line of the written file.
 */
export function passOverPassword({ sudoReadsAhead }: Privilege): string {
  const announce = sudoReadsAhead ? `echo ${quote(SUDO_IS_DONE)}; ` : '';
  return `${announce}while IFS= read -r fck_line && [ "$fck_line" != ${quote(SUDO_HAS_IT)} ]; do :; done; unset fck_line`;
}

/**
 * Builds the command of a change: as another user by sudo or doas, in a folder, with an environment. The environment is
 * sent over standard input, since every user of the host can read a command line, and not every secret in it may be
 * marked as one.
 */
export function changeCommand(
  text: string,
  privilege: Privilege,
  options: Pick<RunOptions, 'cwd' | 'env'>,
): ChangeCommand {
  const variables = Object.entries(options.env ?? {}).map(([name, value]) => assignment(name, value));
  const password = privilege.user === undefined ? undefined : privilege.password;
  const script = [
    ...(password ? [passOverPassword(privilege)] : []),
    ...(variables.length > 0 ? ['IFS= read -r fck_env; eval "$fck_env"; unset fck_env'] : []),
    ...(options.cwd === undefined ? [] : [`cd ${quote(options.cwd)} || exit`]),
    text,
  ].join('\n');
  const shell = `sh -c ${quote(script)}`;
  const environment = variables.length > 0 ? `${variables.join('; ')}\n` : '';
  const asking = password ? '-k -S -p ""' : '-n';
  return {
    line: privilege.user === undefined ? shell : `${become(privilege.user, asking)} ${shell}`,
    forSudo: password ? `${password.reveal()}\n` : '',
    announces: password !== undefined && privilege.sudoReadsAhead === true,
    preamble: password ? `${SUDO_HAS_IT}\n${environment}` : environment,
  };
}

/** @throws TypeError unless it is a name for an environment variable */
export function assertVariable(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new TypeError(`"${name}" is no name for an environment variable`);
}

/**
 * An assignment on one line for any value: in a value of several lines, every special byte is written as its octal
 * code.
 */
function assignment(name: string, value: string | Secret): string {
  assertVariable(name);
  const text = value instanceof Secret ? value.reveal() : withSecrets(value);
  if (!text.includes('\n')) return `export ${name}=${quote(text)}`;
  const octal = [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `\\0${byte.toString(8).padStart(3, '0')}`,
    )
    .join('');
  // The dot keeps newlines at the end, which $( ) would drop.
  return `${name}=$(printf '%b.' '${octal}'); ${name}=\${${name}%.}; export ${name}`;
}
