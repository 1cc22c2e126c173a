import type { Environment } from '../api/environment.js';
import type { Host } from '../api/host.js';
import type { Channel } from '../api/transport.js';
import type { Command } from '../command/command.js';
import type { ConnectedFck } from '../hosts/connections.js';
import { changeCommand } from '../remote/change-command.js';
import { startChange } from '../remote/start-change.js';

/** As whom a command runs, and where. */
interface As {
  /** Undefined: the login user. */
  readonly user: string | undefined;
  readonly cwd?: string | undefined;
  readonly env?: Environment | undefined;
}

/** Starts a command on a host, on a channel of its own. Its input stays open. */
export async function startAs(
  { connections }: ConnectedFck,
  host: Host,
  { user, cwd, env }: As,
  command: Command,
): Promise<Channel> {
  const machine = connections.machineOf(host);
  const privilege = await machine.privilegeOf(await machine.actingAs(user));
  const { line, ...before } = changeCommand(command.text, privilege, { cwd, env });
  return startChange(await machine.transport(), line, before);
}
