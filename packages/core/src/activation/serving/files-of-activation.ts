import type { BuildSealedContext } from '../../api/contexts.js';
import type { WrittenFile } from '../../api/written-file.js';
import type { HostActivationPlan } from '../plan.js';
import { siteOf } from '../proxy/prepare-proxy.js';
import type { StartedService } from './setting.js';

/** What the process manager and the reverse proxy of a role are given to read, as far as their plugins tell. Looks only. */
export async function filesOf(
  context: BuildSealedContext,
  { manager, proxy }: HostActivationPlan,
  started: readonly StartedService[],
): Promise<WrittenFile[]> {
  const listener = started.find(({ instance }) => instance.endpoint !== undefined)?.instance;
  const files = await Promise.all([
    ...started.map(({ instance, service }) => manager?.value.files?.(context, instance, service)),
    proxy?.value.files?.(context, siteOf(context, proxy.name, listener)),
  ]);
  return files.flatMap((some) => some ?? []);
}
