import type { HostContext } from '../../api/contexts.js';
import { sh } from '../../command/command.js';
import { activationPlanOn } from '../plan.js';
import { endpointKinds } from '../services/choose-endpoints.js';
import { instancesOnHost, stopInstances } from '../services/instances-on-host.js';

/** The build to activate, once the planned changes are made. */
const BUILD = 'the newest build';

/**
 * In a dry run of an activation whose build is only planned, reports which services would start, what would switch to
 * them, and which services would end: all of the role's current ones.
 *
 * @param contextIn gives the host's context for a phase
 */
export async function planActivation(contextIn: (phase: string) => HostContext): Promise<void> {
  const context = contextIn('prepare');
  const plan = await activationPlanOn(context);
  if (!plan) return;
  const { services, proxy, manager } = plan;
  const kinds = endpointKinds(context, plan);
  if (context.run.reason === 'deploy')
    for (const { command } of context.fck.coreSections.release.of(context.role) ?? [])
      await context.once(`release: ${command}`, (picked) =>
        picked.remote.run(sh`:`, { title: `${command}, once, with ${BUILD}` }),
      );
  const switching = contextIn('switch');
  for (const { name, overlap } of services) {
    const kind = kinds.get(name);
    const where = kind === undefined ? '' : kind === 'unix' ? ' on a socket of its own' : ' on a free port';
    const starting = overlap ? context : switching;
    await starting.step(`start ${name}`, () =>
      starting.remote.run(sh`:`, {
        title: `start ${name} of ${BUILD}${where}${manager ? ` under ${manager.name}` : ''}`,
      }),
    );
  }
  if (proxy) {
    await switching.step(`${proxy.name} switches`, () =>
      switching.remote.run(sh`:`, { title: `have ${proxy.name} serve ${BUILD}` }),
    );
  }
  const finishing = contextIn('finish');
  await finishing.step('stop what served before', async () => {
    // If the process manager is only planned, too, there are no services.
    const others = await instancesOnHost(finishing, manager).catch(() => undefined);
    if (others) await stopInstances(finishing, others);
  });
}
