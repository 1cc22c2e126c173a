import type { BuildSealedContext } from '../../api/contexts.js';
import type { WrittenFile } from '../../api/written-file.js';
import type { HostActivationPlan } from '../plan.js';
import { siteOf } from '../proxy/prepare-proxy.js';
import type { StartedService } from './setting.js';

/** The files that a role's process manager and reverse proxy read, as far as their plugins report them. Reads only. */
export async function filesOf(
  context: BuildSealedContext,
  { manager, proxy, services }: HostActivationPlan,
  started: readonly StartedService[],
): Promise<WrittenFile[]> {
  const instances = started.map(({ instance }) => instance);
  const files = await Promise.all([
    ...started.map(({ instance, service }) => manager?.value.files?.(context, instance, service)),
    proxy?.value.files?.(context, siteOf(context, proxy.name, instances, services)),
  ]);
  return files.flatMap((some) => some ?? []);
}
