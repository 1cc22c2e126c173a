import { pruneBuilds } from '../../build/prune.js';
import { runErrors } from '../../errors/run.js';
import type { Host } from '../../hosts/host.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';

/**
 * Removes the builds of hosts that need not stay.
 *
 * @param keep how many stay beside those in use, as it was written; undefined: as the configuration says
 * @throws FckError `ARGUMENT_INVALID` if that is no number
 */
export async function prune(
  session: Session,
  hosts: readonly Host[],
  keep: string | undefined,
): Promise<void> {
  if (keep !== undefined && !/^[1-9]\d{0,4}$/.test(keep))
    throw runErrors.argument('keep', keep, 'a whole number from 1 on');
  await runPhase(session, 'prune', hosts, async (host) => {
    const context = session.contextOf(host, 'prune');
    const removed = await pruneBuilds(context, keep === undefined ? undefined : Number(keep));
    return removed.length === 0 ? 'no build to remove' : removed.join(', ');
  });
}
