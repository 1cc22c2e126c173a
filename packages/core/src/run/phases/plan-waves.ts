import { sideBySide, wavesOf } from '../../activation/waves.js';
import type { Fck } from '../../fck.js';
import type { Host } from '../../hosts/host.js';
import { rolesOf } from '../session.js';

/** The waves in which hosts switch, as the strategies of their roles say, and the seconds between two of them. */
export function planWaves(
  { project, coreSections }: Fck,
  hosts: readonly Host[],
): { waves: Host[][]; pause: number } {
  const roles = rolesOf(project.roles, hosts).map((role) => ({
    strategy: coreSections.strategy.of(role) ?? {},
    hosts: hosts.filter((host) => host.role === role.name),
  }));
  return {
    waves: sideBySide(roles.map((role) => wavesOf(role.hosts, role.strategy))),
    pause: Math.max(0, ...roles.map(({ strategy }) => strategy.pause ?? 0)),
  };
}
