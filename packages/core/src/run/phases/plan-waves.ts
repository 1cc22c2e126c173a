import type { HostActivation } from '../../activation/transaction/host-activation.js';
import { type Strategy, sideBySide, wavesOf } from '../../activation/transaction/waves.js';
import type { Host } from '../../api/host.js';
import type { RunContainer } from '../run-container.js';
import { rolesOf } from '../session.js';

/** Default strategy of hosts that take no requests while they switch: the other hosts take over their load. */
const IN_ROTATION: Strategy = { batch: '25%' };

/** The waves in which hosts switch, by the strategies of their roles, and the seconds between two waves. */
export function planWaves(
  { project, coreSections }: RunContainer,
  activations: ReadonlyMap<Host, Pick<HostActivation, 'isInRotation'>>,
): { waves: Host[][]; pause: number } {
  const all = [...activations.keys()];
  const roles = rolesOf(project.roles, all).map((role) => {
    const hosts = all.filter((host) => host.role === role.name);
    const inRotation = hosts.some((host) => activations.get(host)?.isInRotation);
    return { hosts, strategy: { ...(inRotation && IN_ROTATION), ...coreSections.strategy.of(role) } };
  });
  return {
    waves: sideBySide(roles.map(({ hosts, strategy }) => wavesOf(hosts, strategy))),
    pause: Math.max(0, ...roles.map(({ strategy }) => strategy.pause ?? 0)),
  };
}
