import { createHash } from 'node:crypto';

/**
 * The short name from which all else of a host is derived, so that a folder name is enough to find every
 * resource that the host could own. The state folder is part of it: two of them never share a resource.
 */
export function hostId(stateDir: string, project: string, name: string): string {
  return createHash('sha256').update([stateDir, project, name].join('\0')).digest('hex').slice(0, 8);
}

/** Name of a host's network namespace, of its end of the cable on the bridge, of its unit and its cgroup. */
export function resourceName(id: string): string {
  return `fck-${id}`; // 12 of the 15 characters that an interface name may have
}

/** Name of the n-th bridge that a machine may have. */
export function bridgeName(n: number): string {
  return `fck${n}`;
}

/** Whether a link is a bridge of ours, of this state folder or another. */
export function isBridgeName(name: string): boolean {
  return /^fck\d+$/.test(name);
}

/** Name of the iptables chain that belongs to a bridge. */
export function chainName(bridge: string): string {
  return `FCK-SANDBOX-${bridge}`;
}
