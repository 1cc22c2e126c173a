import type { HostStateData } from '../api/host-state.js';
import { servedBefore } from './served-before.js';

/** What builds there are on a host. */
export interface Stock {
  /** Finished ones, newest first. */
  readonly finished: readonly { readonly name: string; readonly number: number }[];
  /** All folders that are builds of the project by their names, finished or not. */
  readonly folders: readonly { readonly name: string; readonly number: number }[];
  readonly state: HostStateData;
}

/**
 * The names of the builds that may be removed. Those always stay that serve, that services still run, that served well
 * last, and the newest one. Beside them, so many stay: those that failed or were rolled back from go first, then the
 * oldest. What is unfinished goes, unless it is newer than all that is finished: it may be in the making.
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
