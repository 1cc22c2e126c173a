import { type Remote, sh } from '@fck/core';
import { isAllOfIpv4, type Listen } from './listen.js';
import type { Workers } from './workers.js';

/** The listeners on TCP ports of a host, by `ss`; empty without `ss`: then the switch itself fails if a port is taken. */
export async function listenersOn(remote: Remote): Promise<string> {
  return (await remote.as('root').look(sh`ss -ltnpH 2>/dev/null`)).stdout;
}

/**
 * The program that keeps nginx from listening somewhere; undefined if none does.
 *
 * @param listeners what {@link listenersOn} found
 * @param workers nginx's own: a port that one of them holds belongs to nginx
 */
export function foreignListener(listeners: string, listen: Listen, workers: Workers): string | undefined {
  const own = new Set(workers.map((worker) => worker.split(':')[0]));
  for (const line of listeners.split('\n')) {
    const local = line.trim().split(/\s+/)[3];
    if (local === undefined || local.slice(local.lastIndexOf(':') + 1) !== String(listen.port)) continue;
    if (!overlaps(local.slice(0, local.lastIndexOf(':')), listen.address)) continue;
    const holders = [...line.matchAll(/\("((?:[^"\\]|\\.)*)",pid=(\d+)/g)];
    if (holders.some(([, , pid]) => own.has(pid))) continue;
    return holders[0]?.[1] ?? 'another program';
  }
  return undefined;
}

/**
 * Whether two programs cannot listen on both addresses with one port. `*` is all of IPv4 and IPv6, `[::]` only IPv6.
 *
 * @param theirs as `ss` writes it
 * @param ours undefined: all of IPv4
 */
function overlaps(theirs: string, ours: string | undefined): boolean {
  const isOursV6 = ours?.startsWith('[') ?? false;
  if (theirs === '*') return true;
  if (theirs.startsWith('[') !== isOursV6) return false;
  return (
    isAllOfIpv4(ours) || ours === '[::]' || ['0.0.0.0', '[::]', ours].includes(theirs.replace(/%.*$/, ''))
  );
}

/** The address `::1`, as the kernel lists it. */
const LOOPBACK = '00000000000000000000000000000001';

/** Whether a host has IPv6: where it is off, nginx cannot listen there, and refuses its whole configuration. */
export async function hasIpv6(remote: Remote): Promise<boolean> {
  return remote.as('root').test(sh`
while read -r address _; do [ "$address" != ${LOOPBACK} ] || exit 0; done 2>/dev/null </proc/net/if_inet6
exit 1`);
}
