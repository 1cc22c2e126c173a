import { sh } from '../command/command.js';
import { activationErrors } from '../errors/activation.js';
import type { Remote } from '../remote/remote.js';
import type { HostStateData } from '../state/host-state.js';

/** Below the ports that systems hand out by themselves, above those that servers are known by. */
const FIRST = 8100;
const LAST = 8999;

/** Ports on which something listens, as /proc/net/tcp tells: every Linux has it, `ss` is not everywhere. */
const listening = sh`cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; :`;
const LISTEN = '0A';

/** Finds ports that nothing listens on and that no instance fck knows of was given. */
export async function freePorts(remote: Remote, state: HostStateData, count: number): Promise<number[]> {
  const taken = new Set([...portsIn(await remote.query(listening)), ...portsOf(state)]);
  const free: number[] = [];
  for (let port = FIRST; port <= LAST && free.length < count; port++) if (!taken.has(port)) free.push(port);
  if (free.length < count) throw activationErrors.noFreePort(remote.host.name, FIRST, LAST);
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
