import { registryErrors } from '../errors/registry.js';
import type { Host } from './host.js';

/** Which hosts a command is for. Without roles and hosts: all. */
export interface Selection {
  readonly roles?: readonly string[] | undefined;
  /** Names, or patterns with `*`. */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * The hosts that a selection names.
 *
 * @throws FckError `NAME_UNKNOWN` for a name or pattern that fits no host.
 */
export function selectHosts(all: readonly Host[], selection: Selection): Host[] {
  const inRoles = selection.roles?.length
    ? all.filter((host) => selection.roles?.includes(host.role))
    : [...all];
  const patterns = selection.hosts ?? [];
  if (patterns.length === 0) return inRoles;
  const chosen = new Set<Host>();
  for (const pattern of patterns) {
    const fitting = inRoles.filter((host) => fits(pattern, host.name) || fits(pattern, host.address));
    if (fitting.length === 0)
      throw registryErrors.unknown(
        'host',
        pattern,
        inRoles.map((host) => host.name),
      );
    for (const host of fitting) chosen.add(host);
  }
  return inRoles.filter((host) => chosen.has(host));
}

function fits(pattern: string, name: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(name);
}
