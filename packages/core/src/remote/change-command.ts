import type { RunOptions } from '../api/remote.js';
import { quote } from '../command/command.js';
import { withSecrets } from '../command/escaped.js';
import { Secret } from '../command/secret.js';
import { become } from '../transport/shell/become.js';

/** A change as it is sent: the command line, and what has to go over standard input before the command's own input. */
export interface ChangeCommand {
  readonly line: string;
  /** What sudo reads; empty if it is given nothing. */
  readonly forSudo: string;
  /** True if nothing may be sent behind that before the command has printed {@link SUDO_IS_DONE}. */
  readonly announces: boolean;
  readonly preamble: string;
}

/** How a change becomes another user. */
export interface Privilege {
  /** Undefined: the login user. */
  readonly user: string | undefined;
  readonly password: Secret | undefined;
  /** Whether sudo would take what is sent behind the password at once, as sudo-rs does. */
  readonly sudoReadsAhead?: boolean | undefined;
}

/** Ends what is given for sudo. */
const SUDO_HAS_IT = 'fck: what follows is not for sudo';
/** What a command prints that sudo has started: sudo takes nothing more from its input. */
export const SUDO_IS_DONE = 'fck: sudo has started this';

/**
 * Makes a shell pass over what was given for sudo. Where sudo asks for no password (NOPASSWD, or the login user is root), it
 * does not read it, and it would become the first line of the file that is written.
 */
export function passOverPassword({ sudoReadsAhead }: Privilege): string {
  const announce = sudoReadsAhead ? `echo ${quote(SUDO_IS_DONE)}; ` : '';
  return `${announce}while IFS= read -r fck_line && [ "$fck_line" != ${quote(SUDO_HAS_IT)} ]; do :; done; unset fck_line`;
}

/**
 * Puts a change together: as another user by sudo or doas, in a folder, with an environment. That travels over standard input, since
 * anyone on the host may read a command line, and nobody is sure to have marked what is secret of it.
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
