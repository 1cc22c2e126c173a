import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import { registryErrors } from '../errors/registry.js';

/**
 * The hosts of a selection.
 *
 * @throws FckError `NAME_UNKNOWN` for a name or pattern without a match.
 */
export function selectHosts(all: readonly Host[], selection: Selection): Host[] {
  const { roles, hosts: patterns } = selection;
  const inRoles = roles ? all.filter((host) => roles.includes(host.role)) : [...all];
  if (!patterns) return inRoles;
  const chosen = new Set<Host>();
  for (const pattern of patterns) {
    const fitting = inRoles.filter((host) => fits(pattern, host.name) || fits(pattern, host.address));
    if (fitting.length === 0)
      throw registryErrors.unknown(
        'host',
        pattern,
        inRoles.map((host) => host.name),
        inRoles.length === 0 ? 'There are no hosts to choose from: `fck hosts` lists them.' : undefined,
      );
    for (const host of fitting) chosen.add(host);
  }
  return inRoles.filter((host) => chosen.has(host));
}

/** Whether a name matches a pattern: `*` stands for any text, everything else for itself. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let end = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, end);
    if (found === -1) return false;
    end = found + part.length;
  }
  return name.endsWith(last) && name.length - last.length >= end;
}
