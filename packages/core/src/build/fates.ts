import type { BuildRecord, Fate, HostStateData } from '../api/host-state.js';

/** The state with another fate of a build. What else is known of the build stays. */
export function withFate(state: HostStateData, build: string, fate: Fate): HostStateData {
  const record = { ...state.builds[build], fate, at: new Date().toISOString() };
  return { ...state, builds: { ...state.builds, [build]: record } };
}

/** The state once an activation is verified: its build served well, and the one that a rollback left is bad. */
export function withFatesOfCommit(
  state: HostStateData,
  activation: { readonly build: string; readonly condemned?: string | undefined },
): HostStateData {
  const served = withFate(state, activation.build, 'served');
  return activation.condemned === undefined ? served : withFate(served, activation.condemned, 'bad');
}

/** The state once a commit is undone, since it failed on another host: what it said of builds is what was known before. */
export function withoutFatesOfCommit(
  state: HostStateData,
  { build, condemned }: { readonly build: string; readonly condemned?: string | undefined },
  before: Pick<HostStateData, 'builds'>,
): HostStateData {
  const isOfCommit = ([name]: [string, BuildRecord]) => name === build || name === condemned;
  const builds = [
    ...Object.entries(state.builds).filter((entry) => !isOfCommit(entry)),
    ...Object.entries(before.builds).filter(isOfCommit),
  ];
  return { ...state, builds: Object.fromEntries(builds) };
}

/** The state once an activation failed on a host. A build that served well before is not to blame. */
export function withFailure(state: HostStateData, build: string): HostStateData {
  const known = state.builds[build]?.fate ?? 'good';
  return known === 'good' ? withFate(state, build, 'failed') : state;
}

/**
 * The names of builds that were rolled back from. What a host noted last counts: another one may have been down then, and not know
 * of it.
 */
export function badBuilds(states: Iterable<Pick<HostStateData, 'builds'>>): ReadonlySet<string> {
  const latest = new Map<string, BuildRecord>();
  for (const { builds } of states)
    for (const [name, record] of Object.entries(builds))
      if (['bad', 'served'].includes(record.fate) && record.at > (latest.get(name)?.at ?? ''))
        latest.set(name, record);
  return new Set([...latest].flatMap(([name, { fate }]) => (fate === 'bad' ? [name] : [])));
}
