import type { HostStateData } from '../api/host-state.js';
import { servingOf, withServing } from '../state/serving.js';
import type { Stock } from './retention.js';

/** A build that a dry run expects on a host. */
export interface ExpectedBuild {
  /** Undefined if it would be made: then it has no name yet. */
  readonly name: string | undefined;
  /** The role that would get it. */
  readonly role: string;
}

/** What a dry run expects of a host by the end of the run. */
export interface Outlook {
  readonly builds: readonly ExpectedBuild[];
  /** The roles that would serve the newest build that they have by then. */
  readonly activated: ReadonlySet<string>;
}

/** Nothing is expected: all that is done is done. */
export const asItIs: Outlook = { builds: [], activated: new Set() };

/** What there would be if it were as expected. It names what is not there yet, but only as what stays. */
export function stockWith({ builds, activated }: Outlook, { finished, folders, state }: Stock): Stock {
  const newest = Number.MAX_SAFE_INTEGER;
  const coming = builds
    .filter(({ name }) => name === undefined || !finished.some((build) => build.name === name))
    .map(({ name, role }, index) => ({
      name: name ?? `the next build of ${role}`,
      number: newest - builds.length + index,
      role,
    }));
  const all = [...coming.toReversed(), ...finished];
  const serving = (data: HostStateData, role: string): HostStateData => {
    const next = coming.find((build) => build.role === role)?.name ?? finished[0]?.name;
    const { active, deactivated } = servingOf(data, role);
    const last = active ?? deactivated;
    return withServing(data, role, (record) => ({
      ...record,
      active: next,
      previous: last === next ? record.previous : last,
      deactivated: undefined,
      instances: [],
      draining: [],
    }));
  };
  return { finished: all, folders, state: [...activated].reduce(serving, state) };
}
