import type { Host } from '../../api/host.js';
import { asItIs } from '../../build/outlook.js';
import { type OldBuild, oldBuildsOn, removeBuilds, removeSpare } from '../../build/prune.js';
import { argumentErrors } from '../../errors/arguments.js';
import { messageOf } from '../../errors/fck-error.js';
import { onEach } from '../../rollout.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';

/**
 * Removes builds of hosts that need not stay.
 *
 * @param keep how many stay beside those in use; undefined: as the configuration says
 * @throws FckError `ARGUMENT_INVALID` if it is no whole number from 1 on
 */
export async function prune(
  session: Session,
  hosts: readonly Host[],
  keep: number | undefined,
): Promise<void> {
  if (keep !== undefined && !(Number.isInteger(keep) && keep >= 1))
    throw argumentErrors.invalid(
      [`--keep must be a whole number from 1 on, not ${keep}.`],
      'Nothing was removed.',
    );
  await runPhase(session, 'prune', hosts, async (host) => {
    const context = session.contextOf(host, 'prune');
    const old = await oldBuildsOn(context, asItIs, keep);
    await Promise.all([removeBuilds(context, old, { spare: false }), removeSpare(context)]);
    return old.length === 0 ? 'no build to remove' : namesOf(old);
  });
}

/**
 * At the end of a run, removes the old builds of hosts that got a new build or now serve another one: earlier, users
 * would have waited for that. A failure is a warning: the next run tries again. A dry run reports which ones would be
 * removed.
 */
export async function pruneAfterRun(session: Session): Promise<void> {
  const { fck, options, run } = session;
  if (options.signal.aborted) return;
  const warn = (error: unknown) =>
    fck.emit({ type: 'note', level: 'warn', text: `Old builds were not removed: ${messageOf(error)}` });
  const old = new Map<Host, readonly OldBuild[]>();
  const outcomes = await onEach(session.run.hostsToPrune, fck.parallel, async ({ host, outlook }) => {
    const context = session.contextOf(host, 'prune');
    const builds = await run.profiler.measure(host, 'prune', () => oldBuildsOn(context, outlook));
    if (builds.length > 0) old.set(host, builds);
  });
  for (const outcome of outcomes) if (!outcome.ok) warn(outcome.error);
  if (old.size === 0) return;
  await runPhase(session, 'prune', [...old.keys()], async (host) => {
    const builds = old.get(host) ?? [];
    await removeBuilds(session.contextOf(host, 'prune'), builds, { spare: true });
    return namesOf(builds);
  }).catch(warn);
}

function namesOf(builds: readonly OldBuild[]): string {
  return builds.map(({ name }) => name).join(', ');
}
