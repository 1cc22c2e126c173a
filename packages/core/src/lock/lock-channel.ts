import { type Command, quote, sh } from '../command/command.js';
import { changeCommand, type Privilege, passOverPassword } from '../remote/change-command.js';
import type { Machine } from '../remote/machine.js';
import type { Channel } from '../transport/transport.js';

/** Starts a program that changes the lock: as root, or as the login user, if the root folder is that user's own. */
export async function openForLock(machine: Machine, root: string, program: Command): Promise<Channel> {
  const user = await machine.actingAs('root');
  if (machine.host.sudoPassword) await requireWay(machine, root);
  const { line, preamble } = lockCommand(root, program, { user, password: machine.host.sudoPassword });
  const channel = await (await machine.transport()).open(line);
  if (preamble !== '') channel.stdin.write(preamble);
  return channel;
}

/**
 * Makes sure that a program for the lock can be run at all: it says less about sudo than sudo itself.
 *
 * @throws FckError `SUDO_FAILED`
 */
export async function requireWay(machine: Machine, root: string): Promise<void> {
  const user = await machine.actingAs('root');
  if (user === undefined) return;
  const login = await machine.shell(undefined);
  const [isOwn, refusal] = await Promise.all([
    login.look(sh`[ -w ${root} ]`.text),
    machine.requireSudo(user).then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
  ]);
  if (isOwn.code !== 0 && refusal) throw refusal.error;
}

/** Who locks is decided where it is done: asked before, it would cost a round trip. */
function lockCommand(
  root: string,
  program: Command,
  privilege: Privilege,
): { line: string; preamble: string } {
  const login = changeCommand('eval "$1"', { user: undefined, password: undefined }, {});
  const other = changeCommand('eval "$1"', privilege, {});
  // What is given for sudo is not for the program.
  const skip = other.preamble === '' ? '' : `${passOverPassword}; `;
  const script = `if [ -w "$2" ]; then ${skip}exec ${login.line} fck-lock "$1"; fi
exec ${other.line} fck-lock "$1"`;
  return {
    line: `exec sh -c ${quote(script)} fck-lock ${quote(program.text)} ${quote(root)}`,
    preamble: other.preamble,
  };
}
