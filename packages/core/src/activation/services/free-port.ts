import type { HostStateData } from '../../api/host-state.js';
import type { Remote } from '../../api/remote.js';
import { sh } from '../../command/command.js';
import { activationErrors } from '../../errors/activation.js';
import { sockets } from './host-functions.js';

/** Below the ephemeral ports, above the well-known ones. */
const FIRST = 8100;
const LAST = 8999;

/** Listening ports, from /proc/net/tcp: every Linux has it, `ss` is not everywhere. */
const listening = () =>
  sockets.program('show_tables', {}, sh`cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; :`);
const LISTEN = '0A';

/** The ports of a host on which a process listens. */
export async function portsInUse(remote: Remote): Promise<number[]> {
  return portsIn(await remote.as('root').query(listening()));
}

/**
 * Finds ports on which no process listens and which no known instance was given.
 *
 * @param hostName for the message, if there are too few
 */
export function freePorts(
  hostName: string,
  inUse: readonly number[],
  state: HostStateData,
  count: number,
): number[] {
  const taken = new Set([...inUse, ...portsOf(state)]);
  const free: number[] = [];
  for (let port = FIRST; port <= LAST && free.length < count; port++) if (!taken.has(port)) free.push(port);
  if (free.length < count) throw activationErrors.noFreePort(hostName, FIRST, LAST);
  return free;
}

/** The listening ports in the text of /proc/net/tcp. */
export function portsIn(table: string): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local, , status] = line.trim().split(/\s+/);
    const port = local?.split(':')[1];
    return status === LISTEN && port !== undefined ? [Number.parseInt(port, 16)] : [];
  });
}

function portsOf(state: HostStateData): number[] {
  return Object.values(state.serving)
    .flatMap(({ instances, draining }) => [...instances, ...draining])
    .flatMap(({ endpoint }) => (endpoint?.kind === 'tcp' ? [endpoint.port] : []));
}
