import type { HostActivation } from '../../activation/transaction/host-activation.js';
import type { Host } from '../../api/host.js';
import { withFailure } from '../../build/build-status.js';
import { onEach } from '../../rollout.js';
import { servingOf } from '../../state/serving.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';

/**
 * Undoes activations, the last host first, and shows the state of each host.
 *
 * @param session one that cannot be interrupted
 * @param failed the hosts on which the activation of the build failed
 */
export async function undoHosts(
  session: Session,
  activations: readonly HostActivation[],
  failed: ReadonlySet<Host>,
): Promise<void> {
  if (activations.length === 0) return;
  await uncommit(session, activations);
  const inOrder = [...activations].reverse();
  const hosts = inOrder.map(({ context }) => context.host);
  const work = async (host: Host) => {
    const activation = inOrder.find(({ context }) => context.host === host);
    return activation && undoOne(activation, failed.has(host));
  };
  // A failed undo is shown; the run ends with the original failure.
  await runPhase(session, 'undo', hosts, work).catch(() => undefined);
}

async function uncommit(session: Session, activations: readonly HostActivation[]): Promise<void> {
  const committed = activations.filter(({ journal }) => journal.phase === 'committed');
  await onEach(committed, session.fck.parallel, (one) => one.uncommit());
}

async function undoOne(activation: HostActivation, isToBlame: boolean): Promise<string> {
  const { context, journal } = activation;
  const switched = journal.phase !== 'preparing';
  const whole = await activation.undo();
  if (isToBlame) await context.state.update((data) => withFailure(data, context.build.name));
  if (!whole) return 'the undo is incomplete: the next activate, deactivate or rollback continues it';
  const { active } = servingOf(await context.state.read(), context.role.name);
  if (active === undefined) return 'nothing serves, as before';
  return `${switched ? 'back on' : 'still on'} ${active}`;
}
