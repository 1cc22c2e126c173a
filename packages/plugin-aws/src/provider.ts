import type { Fck } from '@fck/core';
import { instancesOf } from './commands/chosen.js';
import { notById } from './commands/to-terminate.js';
import { createInstances } from './create/create-instances.js';
import type { Fleet } from './fleet.js';
import { INSTANCE_LABEL } from './hosts/host-of-instance.js';

/** Gives roles with an `aws:` section their hosts. */
export function provideHosts(fck: Fck, fleet: Fleet): void {
  fck.hooks.inventory.tapPromise('aws', async (hosts, { role }) => {
    const of = fleet.of(role);
    return of ? [...hosts, ...(await fleet.hostsOf(of))] : hosts;
  });

  fck.hooks.create.tapPromise('aws', async (context) => {
    const of = fleet.of(context.role);
    if (!of) return undefined;
    await createInstances({ context, clients: of.clients, settings: of.settings });
    fleet.forget();
    return context.dryRun ? [] : fleet.hostsOf(of);
  });

  fck.hooks.destroy.tapPromise('aws', async ({ role, hosts }) => {
    const of = fleet.of(role);
    if (!of) return undefined;
    const ids = hosts.map(({ labels }) => labels[INSTANCE_LABEL]);
    const meant = await instancesOf(fleet, [of]);
    throw notById(meant.filter(({ instance }) => ids.includes(instance.id)));
  });
}
