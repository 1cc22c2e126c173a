import {
  type Build,
  type BuildContext,
  type Builder,
  buildsOn,
  type Host,
  type HostContext,
  messageOf,
} from '@fck/core';
import { copyErrors } from './errors.js';
import { type CopyFromSection, copyFromSchema } from './schemas.js';
import { isWanted, type Wanted } from './sealed-builds.js';
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

/**
 * If no host of the other role has a build, or none can be reached, the store's build is copied. A machine that sets itself up
 * gets the build that its role serves elsewhere.
 */
async function throughStore(
  copies: StoreCopies,
  context: BuildContext,
  section: CopyFromSection,
  via: string,
): Promise<Build> {
  if (section.build === undefined && !context.dryRun && (await context.fck.onlyHost()))
    return copies.copyServing(context, via, section.role, wantedOf(context, section));
  let found: FoundBuild;
  try {
    found = await findBuild(context, section);
  } catch (thrown) {
    if (context.dryRun || context.signal.aborted) throw thrown;
    const kept = await copies.copyKept(context, via, section.role, wantedOf(context, section));
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

async function findBuild(context: BuildContext, section: CopyFromSection): Promise<FoundBuild> {
  const { role } = section;
  const hosts = await context.hostsOf(role);
  if (hosts.length === 0 && !context.dryRun) throw copyErrors.noHosts(role);
  const found = await buildsOnAll(context, hosts);
  const chosen = chooseBuild(found, wantedOf(context, section));
  if (chosen) return chosen;
  if (context.dryRun) throw copyErrors.buildIsPlanned(role);
  const names = [...new Set(found.map(({ build }) => build.name))];
  if (section.build === undefined && names.length > 0) throw copyErrors.onlyBad(role, names);
  throw copyErrors.noBuild(role, section.build, names);
}

/** The builder does not know how a build served elsewhere, so the records of all hosts are combined. */
function wantedOf({ rejected }: BuildContext, { build: name }: CopyFromSection): Wanted {
  return { name, rejected };
}

/** The wanted build with the highest number; of two with the same number, the one made last. */
export function chooseBuild(found: readonly FoundBuild[], wanted: Wanted): FoundBuild | undefined {
  return found
    .filter(({ build }) => isWanted(build, wanted))
    .toSorted(
      (a, b) => b.build.number - a.build.number || b.build.createdAt.localeCompare(a.build.createdAt),
    )[0];
}

/** A host that is down does no harm while another one has the build. */
async function buildsOnAll(context: HostContext, hosts: readonly Host[]): Promise<readonly FoundBuild[]> {
  const looks = await Promise.allSettled(
    hosts.map(async (host) => {
      const builds = await buildsOn(context.remoteOf(host), context.paths);
      return builds.map((build) => ({ build, host }));
    }),
  );
  const failures = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason] : []));
  const found = looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
  if (found.length === 0 && failures.length > 0) throw failures[0];
  for (const failure of failures) context.warn(`Not looked at for builds: ${messageOf(failure)}`);
  return found;
}
