import type { HostStateData, ServingRecord } from '../api/host-state.js';

const nothing: ServingRecord = {
  active: undefined,
  previous: undefined,
  instances: [],
  draining: [],
  generation: 0,
  since: undefined,
};

/** The build and the services that serve a role on a host. */
export function servingOf(state: HostStateData, role: string): ServingRecord {
  return state.serving[role] ?? nothing;
}

/** The state with another record for a role. */
export function withServing(
  state: HostStateData,
  role: string,
  change: (record: ServingRecord) => ServingRecord,
): HostStateData {
  return { ...state, serving: { ...state.serving, [role]: change(servingOf(state, role)) } };
}
