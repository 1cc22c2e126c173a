import type { HostStateData } from '../api/host-state.js';
import { servedBefore } from './served-before.js';

/** The builds on a host. */
export interface Stock {
  /** Finished ones, newest first. */
  readonly finished: readonly { readonly name: string; readonly number: number }[];
  /** All folders that are builds of the project by their names, finished or not. */
  readonly folders: readonly { readonly name: string; readonly number: number }[];
  readonly state: HostStateData;
}

/**
 * The names of the builds that may be removed. Builds that serve, that services still run, or that served well last,
 * and the newest one always stay. Beside them, `keep` builds stay: failed and rolled-back builds go first, then the
 * oldest. Unfinished builds go, unless one is newer than all finished builds: it may be in progress.
 */
export function buildsToRemove({ finished, folders, state }: Stock, keep: number): string[] {
  const isFaulty = (name: string) => ['failed', 'rejected'].includes(state.builds[name]?.status ?? '');
  const byWorth = [
    ...finished.filter(({ name }) => !isFaulty(name)),
    ...finished.filter(({ name }) => isFaulty(name)),
  ];
  const staying = new Set([
    ...inUse(
      state,
      finished.map(({ name }) => name),
    ),
    ...finished.slice(0, 1).map(({ name }) => name),
    ...byWorth.slice(0, keep).map(({ name }) => name),
  ]);
  const newest = finished[0]?.number ?? 0;
  const known = new Set(finished.map(({ name }) => name));
  return folders
    .filter(({ name, number }) => !staying.has(name) && (known.has(name) || number < newest))
    .map(({ name }) => name);
}

function inUse(state: HostStateData, finished: readonly string[]): string[] {
  return Object.entries(state.serving).flatMap(([role, { active, deactivated, instances, draining }]) => [
    ...[active, deactivated].filter((name) => name !== undefined),
    ...[...instances, ...draining].map(({ build }) => build),
    ...servedBefore(state, role, finished).slice(0, 1),
  ]);
}
