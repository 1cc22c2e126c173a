import type { Host } from '../api/host.js';
import { machineAddress } from '../hosts/connections.js';

/** The hosts that are one machine: it has one lock. */
export type HostsOfMachine = readonly [Host, ...Host[]];

/** The hosts that share a machine, together. */
export function byMachine(hosts: readonly Host[]): HostsOfMachine[] {
  const machines = new Map<string, [Host, ...Host[]]>();
  for (const host of hosts) {
    const known = machines.get(machineAddress(host));
    if (known) known.push(host);
    else machines.set(machineAddress(host), [host]);
  }
  return [...machines.values()];
}

/** Machines in the order in which everybody locks them: so no two can wait for each other. */
export function inLockOrder(machines: readonly HostsOfMachine[]): HostsOfMachine[] {
  return machines.toSorted(([a], [b]) => (machineAddress(a) < machineAddress(b) ? -1 : 1));
}
