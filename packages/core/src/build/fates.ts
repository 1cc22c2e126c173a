import type { Fate, HostStateData } from '../state/host-state.js';

/** The state with another fate of a build. What else is known of the build stays. */
export function withFate(state: HostStateData, build: string, fate: Fate): HostStateData {
  const record = { ...state.builds[build], fate, at: new Date().toISOString() };
  return { ...state, builds: { ...state.builds, [build]: record } };
}

/** The state once an activation is proven: its build served well, and the one that a rollback left is bad. */
export function withFatesOfCommit(
  state: HostStateData,
  activation: { readonly build: string; readonly condemned?: string | undefined },
): HostStateData {
  const served = withFate(state, activation.build, 'served');
  return activation.condemned === undefined ? served : withFate(served, activation.condemned, 'bad');
}

/** The state once an activation failed on a host. A build that served well before is not to blame. */
export function withFailure(state: HostStateData, build: string): HostStateData {
  const known = state.builds[build]?.fate ?? 'good';
  return known === 'good' ? withFate(state, build, 'failed') : state;
}
