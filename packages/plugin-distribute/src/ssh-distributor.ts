import { type BuildSources, type Distributor, type Host, messageOf } from '@fck/core';
import { Additions } from './copy/additions.js';
import { type Arrival, bring } from './copy/arrival.js';
import { type Copy, copyFromHost } from './copy/copy-build.js';
import type { Preparations } from './copy/preparations.js';
import { reachableFrom } from './copy/reach.js';

/** Copies builds by SSH: directly from host to host if one may log in to the other, else through this machine. */
export function sshDistributor(preparations: Preparations): Distributor {
  const additions = new Additions();
  return {
    about: 'Copies builds by SSH, directly or through the machine that runs fck.',

    prepare: (context) => preparations.prepare(context),
    discard: (context) => preparations.discard(context),

    copy: (context, build, from, sources) =>
      bring(context, build, {
        from: from.name,
        look: () => reachableFrom(context),
        copy: (base, canReach) => {
          const prepared = preparations.take(context);
          return copyFromBest({ context, build, base, prepared, canReach, additions }, from, sources);
        },
      }),
  };
}

/**
 * A host with an earlier build fetches the few missing files from the builder; a host without one fetches the build from the host
 * with the fewest copies under way.
 */
async function copyFromBest(copy: Copy, from: Host, sources: BuildSources): Promise<Arrival> {
  if (copy.base !== undefined) return copyFromHost(copy, from);
  let lent = from;
  try {
    return await sources.lend(copy.canReach, (source) => {
      lent = source;
      return copyFromHost(copy, source);
    });
  } catch (error) {
    if (lent.name === from.name || copy.context.signal.aborted) throw error;
    copy.context.note(`${lent.name} could not send the build, so ${from.name} sends it: ${messageOf(error)}`);
    return copyFromHost(copy, from);
  }
}
