import { type Build, type BuildSources, buildsOn, type Distributor, type Host, messageOf } from '@fck/core';
import { type Copied, type Copy, copyFromHost } from './copy/copy-build.js';
import { reachableFrom } from './copy/reach.js';
import { describeTravelled } from './copy/travelled.js';
import { copyErrors } from './errors.js';
import { platformProblem } from './platform.js';
import { isSameBuild } from './sealed-builds.js';

/** Copies builds by SSH: straight from host to host where the one may log in to the other, else through this machine. */
export const sshDistributor: Distributor = {
  about: 'Copies builds by SSH, directly or through the machine that runs fck.',
  async copy(context, build, from, sources) {
    const { host, remote, paths } = context;
    const [builds, problem, canReach] = await Promise.all([
      buildsOn(remote, paths),
      platformProblem(remote, build),
      reachableFrom(context),
    ]);
    if (isThere(builds, build, host)) return;
    if (problem !== undefined) throw copyErrors.platform(build.name, host.name, problem);
    if (context.dryRun) {
      context.note(`${build.name} would be copied from ${from.name}.`);
      return;
    }
    const copy = { context, build, canReach, base: builds[0] };
    await context.step(`copy ${build.name}`, async () => {
      const started = Date.now();
      const copied = await copyFromBest(copy, from, sources);
      context.note(describeCopy(build, copied, Date.now() - started));
    });
  },
};

/**
 * Whether the host has the build already.
 *
 * @throws FckError `COPY_NAME_TAKEN` if another build stands at its place.
 */
function isThere(builds: readonly Build[], build: Build, host: Host): boolean {
  const found = builds.find(({ name }) => name === build.name);
  if (found && !isSameBuild(found, build)) throw copyErrors.other(build.name, host.name);
  return found !== undefined;
}

/**
 * The little that a host with an earlier build lacks comes from where the build was made; a whole one from whichever host
 * that has it serves the fewest.
 */
async function copyFromBest(copy: Copy, from: Host, sources: BuildSources): Promise<Copied> {
  if (copy.base !== undefined) return copyFromHost(copy, from);
  let lent = from;
  try {
    return await sources.lend(copy.canReach, (source) => {
      lent = source;
      return copyFromHost(copy, source);
    });
  } catch (error) {
    if (lent.name === from.name || copy.context.signal.aborted) throw error;
    copy.context.note(`${lent.name} could not give it, ${from.name} does: ${messageOf(error)}`);
    return copyFromHost(copy, from);
  }
}

function describeCopy(build: Build, { source, isStraight, travelled }: Copied, ms: number): string {
  if (!travelled) return `${build.name} was brought by another run meanwhile.`;
  const way = isStraight ? `straight from ${source.name}` : `from ${source.name} through this machine`;
  return `${build.name}: ${describeTravelled(travelled)} ${way} in ${(ms / 1000).toFixed(1)} s.`;
}
