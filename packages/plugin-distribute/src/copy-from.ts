import {
  type Build,
  type BuildContext,
  type Builder,
  type Host,
  type HostContext,
  messageOf,
} from '@fck/core';
import { copyErrors } from './errors.js';
import { type CopyFromSection, copyFromSchema } from './schemas.js';
import { goodBuildsOn } from './sealed-builds.js';
import type { StoreCopies } from './store/copy-through-store.js';

/** `build: copy_from:`: each host of the role gets the newest build of another role. */
export function copyFrom(copies: StoreCopies): Builder<typeof copyFromSchema> {
  return {
    about: "Copies another role's newest build.",
    schema: copyFromSchema,
    kind: 'copied',
    dependsOn: (section) => [section.role],
    async build(context, section) {
      const { via } = section;
      return via === undefined ? fromHost(context, section) : throughStore(copies, context, section, via);
    },
  };
}

async function fromHost(context: BuildContext, section: CopyFromSection): Promise<Build> {
  const { build, host } = await findBuild(context, section);
  await context.copy(build, host);
  return build;
}

/** Where no host of the other role has a build, or none can be reached, what the store keeps is taken. */
async function throughStore(
  copies: StoreCopies,
  context: BuildContext,
  section: CopyFromSection,
  via: string,
): Promise<Build> {
  let found: FoundBuild;
  try {
    found = await findBuild(context, section);
  } catch (thrown) {
    if (context.dryRun || context.signal.aborted) throw thrown;
    const kept = await copies.copyKept(context, via, section.role, section.build);
    if (!kept) throw thrown;
    context.warn(`${kept.name} is what ${via} keeps of ${section.role}: ${messageOf(thrown)}`);
    return kept;
  }
  await copies.copy(context, via, found.build, found.host);
  return found.build;
}

/** A build, and a host that has it. */
export interface FoundBuild {
  readonly build: Build;
  readonly host: Host;
}

async function findBuild(
  context: BuildContext,
  { role, build: wanted }: CopyFromSection,
): Promise<FoundBuild> {
  const hosts = await context.hostsOf(role);
  if (hosts.length === 0 && !context.dryRun) throw copyErrors.noHosts(role);
  const found = await buildsOnAll(context, hosts);
  const chosen = chooseBuild(found, wanted);
  if (chosen) return chosen;
  if (context.dryRun) throw copyErrors.buildIsPlanned(role);
  throw copyErrors.noBuild(
    role,
    wanted,
    found.map(({ build }) => build.name),
  );
}

/** The wanted build, else the one with the highest number; of two with the same number the one made last. */
export function chooseBuild(
  found: readonly FoundBuild[],
  wanted: string | undefined,
): FoundBuild | undefined {
  return found
    .filter(({ build }) => wanted === undefined || build.name === wanted)
    .toSorted(
      (a, b) => b.build.number - a.build.number || b.build.createdAt.localeCompare(a.build.createdAt),
    )[0];
}

/** One host that is down is no harm while another one has the build. */
async function buildsOnAll(context: HostContext, hosts: readonly Host[]): Promise<readonly FoundBuild[]> {
  const looks = await Promise.allSettled(
    hosts.map(async (host) => {
      const builds = await goodBuildsOn(context.remoteOf(host), context.paths);
      return builds.map((build) => ({ build, host }));
    }),
  );
  const failures = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason] : []));
  const found = looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
  if (found.length === 0 && failures.length > 0) throw failures[0];
  for (const failure of failures) context.warn(`Not looked at for builds: ${messageOf(failure)}`);
  return found;
}
