import type { Fck } from '@fck/core';
import { createInstances } from './create/create-instances.js';
import { awsErrors } from './errors.js';
import type { Fleet } from './fleet.js';

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

  fck.hooks.destroy.tap('aws', ({ role, project }) => {
    if (fleet.of(role)) throw awsErrors.confirm(project.name, role.name);
    return undefined;
  });
}
