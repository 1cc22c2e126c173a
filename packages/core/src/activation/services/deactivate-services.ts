import type { HostContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import { runAs } from '../../attribution/attribution.js';
import { servingOf, withServing } from '../../state/serving.js';
import { activationPlan } from '../plan.js';
import { managerInUse } from './choose-manager.js';
import { siteName } from './instance-names.js';
import { instancesOnHost, stopInstances } from './instances-on-host.js';
import { removeRuntimeFolders } from './runtime-folders.js';

/** Core's own tap of `deactivate`: takes the site down, then, once requests under way have ended, the services. */
export async function deactivateServices(context: HostContext, sections: CoreSections): Promise<void> {
  const plan = activationPlan(context.fck, context.role);
  if (!plan) return;
  const { proxy, managers } = plan;
  const { remote, role, state } = context;
  if (proxy) {
    await runAs(proxy.owner, () =>
      context.step(`${proxy.name} takes the site down`, async () => {
        const mark = await proxy.value.workMark(remote);
        await proxy.value.remove(context, siteName(context));
        const within = sections.drain.of(role) ?? 30;
        await remote
          .expect('the last requests to end', () => proxy.value.drained(remote, mark), { within })
          .catch(() => context.warn('Requests under way were cut off.'));
      }),
    );
  }
  for (const { value: part } of context.fck.activationParts.entries()) await part.deactivate(context);
  const found = await managerInUse(context, managers);
  const services = await instancesOnHost(context, found?.manager);
  if (found || services.size > 0)
    await context.step('stop its services', () => stopInstances(context, services));
  const { instances, draining } = servingOf(await state.read(), role.name);
  await removeRuntimeFolders(
    context,
    [...instances, ...draining].flatMap(({ id, endpoint }) => (endpoint?.kind === 'unix' ? [id] : [])),
  );
  await state.update((data) =>
    withServing(data, role.name, (record) => ({
      ...record,
      active: undefined,
      deactivated: record.active ?? record.deactivated,
      instances: [],
      draining: [],
      since: undefined,
    })),
  );
}
