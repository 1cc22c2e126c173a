import type { HostContext } from '../api/contexts.js';
import { activationPlanOn } from './plan.js';
import { instancesOnHost } from './services/instances-on-host.js';
import { lookAtGround } from './services/runtime-folders.js';

/**
 * Does looks of an activation before it begins, while nothing else happens on the host. They start the helper of root, and
 * send it the functions of the plugins. The answers are dropped: a step after the build may change what they say.
 */
export async function lookAhead(context: HostContext): Promise<void> {
  const plan = await activationPlanOn({ ...context, note: () => undefined });
  if (!plan) return;
  await Promise.all([
    instancesOnHost(context, plan.manager),
    lookAtGround(context),
    plan.proxy?.value.user?.(context.remote),
  ]);
}
