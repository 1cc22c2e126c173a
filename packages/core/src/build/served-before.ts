import type { HostStateData } from '../api/host-state.js';
import { servingOf } from '../state/serving.js';

/**
 * The builds that served a role well before the one that serves now (or served when its site was taken down), the last
 * one first. Rolled-back builds are left out.
 *
 * @param finished names of the builds on the host
 */
export function servedBefore(state: HostStateData, role: string, finished: readonly string[]): string[] {
  const { active, deactivated, previous } = servingOf(state, role);
  const servedAt = (name: string) => state.builds[name]?.at ?? '';
  const served = finished
    .filter((name) => name !== (active ?? deactivated) && state.builds[name]?.status === 'served')
    .toSorted((one, other) => servedAt(other).localeCompare(servedAt(one)));
  return previous !== undefined && served.includes(previous)
    ? [previous, ...served.filter((name) => name !== previous)]
    : served;
}
