import { inNameOf } from '../plugin/attribution.js';
import type { Registered } from '../registry/registry.js';
import type { Remote } from '../remote/remote.js';
import type { Instance, ProcessManager } from './service.js';

/** Seconds in which a service that answered well must be up for good. */
const SETTLE_WITHIN = 30;

/**
 * Whether instances are up for good, as far as their process manager can tell: one that answered well may end a moment later.
 *
 * @throws FckError what the process manager says of one that has ended
 */
export async function haveSettled(
  remote: Remote,
  manager: Registered<ProcessManager> | undefined,
  instances: readonly Instance[],
): Promise<boolean> {
  if (!manager) return true;
  const { owner, value } = manager;
  const answers = await inNameOf(owner, () =>
    Promise.all(instances.map(({ id }) => value.settled?.(remote, id))),
  );
  return !answers.includes(false);
}

/** Waits until services are up for good. */
export function waitUntilSettled(remote: Remote, settled: () => Promise<boolean>): Promise<void> {
  return remote.expect('the services to stay up', settled, { within: SETTLE_WITHIN });
}
