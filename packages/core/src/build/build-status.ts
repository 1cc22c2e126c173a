import type { BuildRecord, BuildStatus, HostStateData } from '../api/host-state.js';

/** The state with another status of a build; its other fields stay. */
export function withStatus(state: HostStateData, build: string, status: BuildStatus): HostStateData {
  const record = { ...state.builds[build], status, at: new Date().toISOString() };
  return { ...state, builds: { ...state.builds, [build]: record } };
}

/** The state once an activation is verified: its build served well, and the one that a rollback left is rejected. */
export function withStatusesOfCommit(
  state: HostStateData,
  activation: { readonly build: string; readonly rejected?: string | undefined },
): HostStateData {
  const served = withStatus(state, activation.build, 'served');
  return activation.rejected === undefined ? served : withStatus(served, activation.rejected, 'rejected');
}

/** The state once a commit is undone because another host failed: builds get their earlier statuses again. */
export function withoutStatusesOfCommit(
  state: HostStateData,
  { build, rejected }: { readonly build: string; readonly rejected?: string | undefined },
  before: Pick<HostStateData, 'builds'>,
): HostStateData {
  const isOfCommit = ([name]: [string, BuildRecord]) => name === build || name === rejected;
  const builds = [
    ...Object.entries(state.builds).filter((entry) => !isOfCommit(entry)),
    ...Object.entries(before.builds).filter(isOfCommit),
  ];
  return { ...state, builds: Object.fromEntries(builds) };
}

/** The state once an activation failed on a host. A build that served well before is not to blame. */
export function withFailure(state: HostStateData, build: string): HostStateData {
  const known = state.builds[build]?.status ?? 'ready';
  return known === 'ready' ? withStatus(state, build, 'failed') : state;
}

/**
 * The names of builds that were rolled back from. The latest record counts: another host may have been down then, and
 * not know of it.
 */
export function rejectedBuilds(states: Iterable<Pick<HostStateData, 'builds'>>): ReadonlySet<string> {
  const latest = new Map<string, BuildRecord>();
  for (const { builds } of states)
    for (const [name, record] of Object.entries(builds))
      if (['rejected', 'served'].includes(record.status) && record.at > (latest.get(name)?.at ?? ''))
        latest.set(name, record);
  return new Set([...latest].flatMap(([name, { status }]) => (status === 'rejected' ? [name] : [])));
}
