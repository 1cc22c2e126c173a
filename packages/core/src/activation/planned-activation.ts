import { sh } from '../command/command.js';
import { inNameOf } from '../plugin/attribution.js';
import type { HostContext } from '../run/contexts.js';
import { endpointKinds } from './choose-endpoints.js';
import { instancePrefix, instancesOfRole } from './instance-names.js';
import { activationPlan } from './plan.js';

/** The build that is activated, once the planned changes are made. */
const BUILD = 'the newest build';

/**
 * In a dry run of an activation whose build is only planned, tells which services of it would be started, what would switch to
 * them, and which services would be ended: all that there are of the role now.
 *
 * @param contextIn gives the host's context for a phase
 */
export async function planActivation(contextIn: (phase: string) => HostContext): Promise<void> {
  const context = contextIn('prepare');
  const plan = activationPlan(context.fck, context.role);
  if (!plan) return;
  const { services, front, manager } = plan;
  const kinds = endpointKinds(context, plan);
  for (const { name } of services) {
    const kind = kinds.get(name);
    const where = kind === undefined ? '' : kind === 'unix' ? ' on a socket of its own' : ' on a free port';
    await context.step(`start ${name}`, () =>
      context.remote.run(sh`:`, {
        title: `start ${name} of ${BUILD}${where}${manager ? ` under ${manager.name}` : ''}`,
      }),
    );
  }
  if (front) {
    const switching = contextIn('switch');
    await switching.step(`${front.name} switches`, () =>
      switching.remote.run(sh`:`, { title: `have ${front.name} serve ${BUILD}` }),
    );
  }
  if (!manager) return;
  const finishing = contextIn('finish');
  await finishing.step('stop what served before', () =>
    inNameOf(manager.owner, async () => {
      // Where what runs services is only planned, too, there are none.
      const listed = await manager.value.list(finishing.remote, instancePrefix(finishing)).catch(() => []);
      const ids = instancesOfRole(finishing, listed);
      await Promise.all(ids.map((id) => manager.value.stop(finishing, id)));
    }),
  );
}
