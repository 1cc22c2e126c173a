import { type HostContext, type Run, runState } from '@fck/core';

/**
 * Makes a run, as contexts have it. Contexts that share one do the work of `once` a single time.
 *
 * @example
 * const run = fakeRun({ reason: 'rollback' });
 * const contexts = ['web-1', 'web-2'].map((name) => fakeHostContext({ run, host: { name } }));
 */
export function fakeRun(run: Partial<Run> = {}): Run {
  return {
    id: '20261123T021441Z-ab05e6',
    reason: 'deploy',
    pipeline: undefined,
    tasks: [],
    hosts: new Map(),
    startedAt: new Date(),
    ...run,
  };
}

const begun = runState(() => new Map<string, Promise<void>>());

/** The `once` of a context: whatever `on` picks, the first caller does the work, on its own host. */
export function fakeOnce(context: () => HostContext): HostContext['once'] {
  return (name, work) => {
    const { run, role } = context();
    const works = begun.of(run);
    const key = `${role.name} ${name}`;
    const ended = works.get(key) ?? work(context()).then(() => undefined);
    works.set(key, ended);
    return ended;
  };
}
