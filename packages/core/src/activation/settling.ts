import { inNameOf } from '../plugin/attribution.js';
import type { Registered } from '../registry/registry.js';
import type { Remote } from '../remote/remote.js';
import type { ActivationContext } from '../run/contexts.js';
import type { Instance, ProcessManager } from './service.js';
import { withCause } from './service-log.js';

/** Seconds in which a service that answered well must be up for good. */
const SETTLE_WITHIN = 30;

/**
 * Whether instances are up for good, as far as their process manager can tell: one that answered well may end a moment later.
 *
 * @throws FckError what the process manager says of one that has ended, and what that logged
 */
export async function haveSettled(
  context: ActivationContext,
  manager: Registered<ProcessManager> | undefined,
  instances: readonly Instance[],
): Promise<boolean> {
  if (!manager) return true;
  const { owner, value } = manager;
  const answers = await inNameOf(owner, () =>
    Promise.all(
      instances.map(async (instance) => {
        try {
          return await value.settled?.(context.remote, instance.id);
        } catch (thrown) {
          throw await withCause(context, manager, instance, thrown);
        }
      }),
    ),
  );
  return !answers.includes(false);
}

/** Waits until services are up for good. */
export function waitUntilSettled(remote: Remote, settled: () => Promise<boolean>): Promise<void> {
  return remote.expect('the services to stay up', settled, { within: SETTLE_WITHIN });
}
