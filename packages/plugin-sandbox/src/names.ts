import { createHash } from 'node:crypto';

/**
 * The short id from which the names of all resources of a host are derived, so that the name of its folder is enough to find
 * them. The path of the state folder is part of it: two state folders never share a resource.
 */
export function hostId(stateDir: string, project: string, name: string): string {
  return createHash('sha256').update([stateDir, project, name].join('\0')).digest('hex').slice(0, 8);
}

/** Name of a host's network namespace, of the bridge's end of its cable, of its unit and of its cgroup. */
export function resourceName(id: string): string {
  return `fck-${id}`; // 12 of the 15 characters that an interface name may have
}

/** Name of the n-th bridge that a machine may have. */
export function bridgeName(n: number): string {
  return `fck${n}`;
}

/** Whether a link is a sandbox bridge, of this state folder or another. */
export function isBridgeName(name: string): boolean {
  return /^fck\d+$/.test(name);
}

/** Name of the iptables chain that belongs to a bridge. */
export function chainName(bridge: string): string {
  return `FCK-SANDBOX-${bridge}`;
}
