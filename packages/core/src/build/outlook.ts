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

/** What a dry run expects on a host at the end of the run. */
export interface Outlook {
  readonly builds: readonly ExpectedBuild[];
  /** The roles that would serve the newest build that exists by then. */
  readonly activated: ReadonlySet<string>;
}

/** Expects no change, as in a real run. */
export const asItIs: Outlook = { builds: [], activated: new Set() };

/**
 * The state of a host if the expected changes were made. It may contain names that do not exist yet, but only as builds
 * to keep.
 */
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
