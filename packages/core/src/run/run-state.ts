import type { Run } from '../api/run.js';

/** Data of a plugin that belongs to one run. */
export interface RunState<T> {
  /** The data of a run, made at the first call. */
  of(run: Run): T;
}

/**
 * Declares data that a plugin keeps for the length of a run, such as what it has seen on earlier hosts. Each run has data of its own, and
 * nothing has to be cleared at its end.
 *
 * @param begin makes the data of a run
 * @example
 * const seen = runState(() => new Set<string>());
 * fck.hooks.buildSealed.tap('announce', ({ run, build }) => void seen.of(run).add(build.name));
 */
export function runState<T>(begin: () => T): RunState<T> {
  const states = new WeakMap<Run, { readonly value: T }>();
  return {
    of(run) {
      const known = states.get(run) ?? { value: begin() };
      states.set(run, known);
      return known.value;
    },
  };
}
