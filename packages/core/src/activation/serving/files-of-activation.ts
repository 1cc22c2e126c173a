import type { BuildSealedContext } from '../../api/contexts.js';
import type { WrittenFile } from '../../api/written-file.js';
import type { HostActivationPlan } from '../plan.js';
import { siteOf } from '../proxy/prepare-proxy.js';
import { surroundingsOf } from '../release/run-release.js';
import type { StartedService } from './setting.js';

/** The files of a role's process manager, reverse proxy and other parts, as far as their plugins report them. Reads only. */
export async function filesOf(
  context: BuildSealedContext,
  { manager, proxy, services }: HostActivationPlan,
  started: readonly StartedService[],
): Promise<WrittenFile[]> {
  const instances = started.map(({ instance }) => instance);
  const surroundings = surroundingsOf(context, started[0]?.service);
  const files = await Promise.all([
    ...started.map(({ instance, service }) => manager?.value.files?.(context, instance, service)),
    proxy?.value.files?.(context, siteOf(context, proxy.name, instances, services)),
    ...context.fck.activationParts.entries().map(({ value }) => value.files?.(context, surroundings)),
  ]);
  return files.flatMap((some) => some ?? []);
}
