import type { BuildDiff } from '../api/build-diff.js';
import type { Selection } from '../api/selection.js';
import { buildsOn } from '../build/builds-on-host.js';
import { diffBuilds } from '../build/diff-builds.js';
import { buildIn, namesOnHosts } from '../build/find-build.js';
import { buildErrors } from '../errors/build.js';
import { servingOf } from '../state/serving.js';
import { answersOfHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/** The builds to compare: names, or numbers as in names. */
export interface WantedDiff {
  /** Default: the active build. */
  readonly before?: string | undefined;
  /** Default: the newest one. */
  readonly after?: string | undefined;
}

/**
 * Compares two builds on the first chosen host that has both.
 *
 * @throws FckError `BUILD_UNKNOWN` if no host has both; the failure of a host if none could be reached
 */
export async function diffOfBuilds(
  fck: RunContainer,
  wanted: WantedDiff,
  selection: Selection,
): Promise<BuildDiff> {
  const hosts = await answersOfHosts(Session.forLooks(fck), selection, 'diff', async (context) => {
    const [builds, known] = await Promise.all([
      buildsOn(context.remote, context.paths),
      context.state.read(),
    ]);
    const { active } = servingOf(known, context.role.name);
    return { context, builds, active };
  });
  // A host that serves comes first: it knows what is active.
  const ordered = hosts.toSorted((one, other) => Number(!one.active) - Number(!other.active));
  const before = wanted.before ?? ordered[0]?.active;
  for (const { context, builds } of ordered) {
    const from = before === undefined ? builds[1] : buildIn(builds, before);
    const to = wanted.after === undefined ? builds[0] : buildIn(builds, wanted.after);
    if (from && to) {
      const diff = await diffBuilds(context.remote, context.paths, from, to);
      return { host: context.host.name, ...diff };
    }
  }
  const isKnown = (name: string | undefined) =>
    hosts.some(({ builds }) => name === undefined || buildIn(builds, name) !== undefined);
  const missing =
    [before, wanted.after].find((name) => !isKnown(name)) ?? wanted.after ?? before ?? 'earlier';
  throw buildErrors.unknown('any host that has the other one', missing, namesOnHosts(hosts));
}
