import { type BuildSources, buildsOn, type Distributor, type Host, messageOf } from '@fck/core';
import { Additions } from './copy/additions.js';
import { type Arrival, bring } from './copy/arrival.js';
import { type Copy, copyFromHost } from './copy/copy-build.js';
import { prepareProgram } from './copy/prepare-program.js';
import { reachableFrom } from './copy/reach.js';

/** Copies builds by SSH: directly from host to host if one may log in to the other, else through this machine. */
export function sshDistributor(): Distributor {
  const additions = new Additions();
  return {
    about: 'Copies builds by SSH, directly or through the machine that runs fck.',

    /** Prepares a copy while the build is made: later work may change the files, so they must not be links, and copying them takes longest. */
    async prepare({ remote, paths }) {
      const [base] = await buildsOn(remote, paths);
      if (base?.own)
        await remote.run(prepareProgram(paths, base.name), { title: 'prepare a copy', bookkeeping: true });
    },

    copy: (context, build, from, sources) =>
      bring(context, build, {
        from: from.name,
        look: () => reachableFrom(context),
        copy: (base, canReach) => copyFromBest({ context, build, base, canReach, additions }, from, sources),
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
