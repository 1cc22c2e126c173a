import type { ActivationContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { Remote } from '../../api/remote.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { activationErrors } from '../../errors/activation.js';
import { isFckError } from '../../errors/fck-error.js';
import { withCause } from './service-log.js';

/** Seconds for which a service must stay up after its first good answer. */
const STABLE_WITHIN = 30;

/**
 * Whether instances are stable, as far as their process manager can tell: a service that answered well may end a moment
 * later.
 *
 * @throws FckError the process manager's error for a service that has ended, with its log
 */
export async function areStable(
  context: ActivationContext,
  manager: Registered<ProcessManager> | undefined,
  instances: readonly Instance[],
): Promise<boolean> {
  if (!manager) return true;
  const answers = await Promise.all(
    instances.map(async (instance) => {
      try {
        return await manager.value.stable?.(context.remote, instance.id);
      } catch (thrown) {
        throw await withCause(context, manager, instance, thrown);
      }
    }),
  );
  return !answers.includes(false);
}

/** Waits until services are stable. */
export function waitUntilStable(remote: Remote, stable: () => Promise<boolean>): Promise<void> {
  return remote.expect('the services to stay up', stable, { within: STABLE_WITHIN });
}

/**
 * Checks that services still run after the switch, while the last requests to the old ones end: a service may answer
 * well and end seconds later.
 *
 * @throws FckError `ENDED_AFTER_SWITCH`
 */
export async function expectStillUp(
  context: ActivationContext,
  manager: Registered<ProcessManager> | undefined,
  instances: readonly Instance[],
): Promise<void> {
  const { remote, build } = context;
  if (!manager || remote.dryRun) return;
  const ids = instances.map(({ id }) => id);
  const ended = (why: string) => activationErrors.endedAfterSwitch(remote.host.name, build.name, why);
  const lookForRunning = () => manager.value.running(remote, ids);
  if (manager.value.stable) {
    await areStable(context, manager, instances).catch(async (thrown: unknown) => {
      // A process manager that does not answer says nothing about a service.
      await lookForRunning();
      if (!isFckError(thrown)) throw thrown;
      const { message, detail } = thrown;
      throw detail === undefined ? ended(message) : ended(message).withDetail(() => detail);
    });
    return;
  }
  const running = await lookForRunning();
  const gone = ids.find((id) => !running.includes(id));
  if (gone !== undefined) throw ended(`${gone} does not run`);
}
