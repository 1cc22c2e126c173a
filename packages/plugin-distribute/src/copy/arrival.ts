import { type Build, buildsOn, type Host, type HostContext } from '@fck/core';
import { copyErrors } from '../errors.js';
import { platformProblem } from '../platform.js';
import { isSameBuild } from '../sealed-builds.js';
import { describeTransferred, type Transferred } from './transferred.js';

/** One way to copy a build to a host. */
export interface Way<T> {
  /** The origin, as messages name it. */
  readonly from: string;
  /** Looks at the host beforehand; they share a round trip with the look for the build. */
  look(): Promise<T>;
  /** Notes of a dry run: what else the copy would do. */
  plan?(): Promise<string | undefined>;
  /** Copies the build into place, based on a sealed build that the host has already. */
  copy(base: Build | undefined, looked: T): Promise<Arrival>;
}

/** How a build was copied to a host. */
export interface Arrival {
  /** `straight from builder-1` */
  readonly way: string;
  /** Undefined if another run brought the build meanwhile. */
  readonly transferred: Transferred | undefined;
}

/**
 * Copies a build to a host, unless the host has it, and notes what was transferred. A dry run notes what it would copy.
 *
 * @throws FckError `COPY_NAME_TAKEN`, `COPY_PLATFORM`, and the errors of the way
 */
export async function bring<T>(context: HostContext, build: Build, way: Way<T>): Promise<void> {
  const { host, remote, paths } = context;
  const [builds, problem, looked] = await Promise.all([
    buildsOn(remote, paths),
    platformProblem(remote, build),
    way.look(),
  ]);
  if (isThere(builds, build, host)) return;
  if (problem !== undefined) throw copyErrors.platform(build.name, host.name, problem);
  if (context.dryRun) {
    context.note(`${build.name} would be copied from ${way.from}.`);
    const more = await way.plan?.();
    if (more !== undefined) context.note(more);
    return;
  }
  await context.step(`copy ${build.name}`, async () => {
    const started = Date.now();
    const arrival = await way.copy(builds[0], looked);
    context.note(describeArrival(build, arrival, Date.now() - started));
  });
}

/**
 * Whether the host has the build already.
 *
 * @throws FckError `COPY_NAME_TAKEN` if another build has its path.
 */
function isThere(builds: readonly Build[], build: Build, host: Host): boolean {
  const found = builds.find(({ name }) => name === build.name);
  if (found && !isSameBuild(found, build)) throw copyErrors.other(build.name, host.name);
  return found !== undefined;
}

function describeArrival(build: Build, { way, transferred }: Arrival, ms: number): string {
  if (!transferred) return `Another run has copied ${build.name} meanwhile.`;
  return `${build.name}: ${describeTransferred(transferred)} ${way} in ${(ms / 1000).toFixed(1)} s.`;
}
