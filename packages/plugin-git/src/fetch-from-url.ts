import { posix } from 'node:path';
import { allOf, type HostContext, sh } from '@fck/core';
import { type ClonePlace, fetchSettings, lookAtClone, placeDraft, removeStaleLocks } from './clone.js';
import { type GitEnvironment, gitEnvironment } from './git-environment.js';
import { explainFailure } from './git-failure.js';
import { fullCommitOf, type Ref } from './ref.js';
import type { Repository } from './repository.js';

/**
 * Brings the clone on the host up to date with its url: clones it, or fetches. A commit that the clone has already needs no network.
 *
 * @returns where the clone is
 * @throws FckError `GIT_FETCH_FAILED` with git's output and an explanation.
 */
export async function fetchFromUrl(
  context: HostContext,
  repository: Repository,
  url: string,
  ref: Ref | undefined,
): Promise<ClonePlace> {
  const commit = fullCommitOf(ref);
  const [found, env] = await Promise.all([lookAtClone(context, repository, commit), gitEnvironment(context)]);
  const { place } = found;
  if (found.isClone && found.hasCommit) return place;
  try {
    if (found.isClone) await fetch(context, repository, place, url, ref, env);
    else await clone(context, repository, place, url, env);
    if (commit !== undefined) await fetchLoneCommit(context, repository, place, commit, env);
    return place;
  } catch (error) {
    throw explainFailure(repository, error);
  }
}

async function clone(
  context: HostContext,
  repository: Repository,
  place: ClonePlace,
  url: string,
  env: GitEnvironment,
): Promise<void> {
  await context.remote.run(
    allOf(
      sh`rm -rf -- ${place.draft}`,
      sh`mkdir -p -- ${posix.dirname(place.path)}`,
      sh`git clone --quiet --no-checkout --origin origin -- ${url} ${place.draft}`,
      placeDraft(place),
    ),
    { title: `clone ${repository.name}`, env },
  );
}

async function fetch(
  context: HostContext,
  repository: Repository,
  place: ClonePlace,
  url: string,
  ref: Ref | undefined,
  env: GitEnvironment,
): Promise<void> {
  const git = sh`git --git-dir=${place.gitDir}`;
  const setUrl = sh`${git} remote set-url origin ${url} 2>/dev/null || ${git} remote add origin ${url}`;
  // A shallow clone of the control machine may have been sent before.
  const depth = sh`$([ ! -f ${place.gitDir}/shallow ] || echo --unshallow)`;
  const fetchAll = sh`${git} ${fetchSettings} fetch --quiet --tags --prune --prune-tags --force ${depth} origin`;
  // The default branch of the origin may have changed.
  const setHead = ref === undefined ? [sh`${git} remote set-head origin --auto >/dev/null`] : [];
  await context.remote.run(allOf(removeStaleLocks(place), setUrl, fetchAll, ...setHead), {
    title: `fetch ${repository.name}`,
    env,
  });
}

/** A server sends a commit that is on no branch (of a pull request, say) only if its whole id is requested. */
async function fetchLoneCommit(
  context: HostContext,
  repository: Repository,
  place: ClonePlace,
  commit: string,
  env: GitEnvironment,
): Promise<void> {
  const git = sh`git --git-dir=${place.gitDir}`;
  // Many servers refuse it; the later look-up of the ref reports a missing commit better.
  await context.remote.run(
    sh`${git} cat-file -e ${`${commit}^{commit}`} 2>/dev/null || ${git} ${fetchSettings} fetch --quiet origin ${commit} || true`,
    { title: `fetch commit ${commit.slice(0, 12)} of ${repository.name}`, env },
  );
}
