import { inNameOf } from '../plugin/attribution.js';
import type { HostContext } from '../run/contexts.js';
import { instancePrefix, instancesOfRole } from './instance-names.js';
import { activationPlan } from './plan.js';

/**
 * In a dry run of an activation whose build is only planned, tells which services it would end: all that there are of the role
 * now.
 */
export async function planStops(context: HostContext): Promise<void> {
  const manager = activationPlan(context.fck, context.role)?.manager;
  if (!manager) return;
  await context.step('stop what served before', () =>
    inNameOf(manager.owner, async () => {
      // Where what runs services is only planned, too, there are none.
      const listed = await manager.value.list(context.remote, instancePrefix(context)).catch(() => []);
      const ids = instancesOfRole(context, listed);
      await Promise.all(ids.map((id) => manager.value.stop(context, id)));
    }),
  );
}
