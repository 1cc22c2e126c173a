import type { Host } from '../api/host.js';
import { machineAddress } from '../hosts/connections.js';

/** The hosts that are one machine, which has one lock. */
export type HostsOfMachine = readonly [Host, ...Host[]];

/** Groups hosts by their machine. */
export function byMachine(hosts: readonly Host[]): HostsOfMachine[] {
  const machines = new Map<string, [Host, ...Host[]]>();
  for (const host of hosts) {
    const known = machines.get(machineAddress(host));
    if (known) known.push(host);
    else machines.set(machineAddress(host), [host]);
  }
  return [...machines.values()];
}

/** Sorts machines in the order in which every run locks them, so that no two runs wait for each other. */
export function inLockOrder(machines: readonly HostsOfMachine[]): HostsOfMachine[] {
  return machines.toSorted(([a], [b]) => (machineAddress(a) < machineAddress(b) ? -1 : 1));
}
