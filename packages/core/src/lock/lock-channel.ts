import { type Command, sh } from '../command/command.js';
import { changeCommand } from '../remote/change-command.js';
import type { Machine } from '../remote/machine.js';
import type { Channel } from '../transport/transport.js';

/** Starts a program that changes the lock: as root, or as the login user, if the root folder is that user's own. */
export async function openForLock(machine: Machine, root: string, program: Command): Promise<Channel> {
  const user = await whoLocks(machine, root);
  const { line, preamble } = changeCommand(program.text, { user, password: machine.host.sudoPassword }, {});
  const channel = await (await machine.transport()).open(line);
  if (preamble !== '') channel.stdin.write(preamble);
  return channel;
}

async function whoLocks(machine: Machine, root: string): Promise<string | undefined> {
  const user = await machine.actingAs('root');
  if (user === undefined) return undefined;
  const shell = await machine.shell(undefined);
  const { code } = await shell.look(sh`[ -w ${root} ]`.text);
  return code === 0 ? undefined : user;
}
