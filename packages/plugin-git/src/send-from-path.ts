import { posix } from 'node:path';
import { allOf, type HostContext, sh } from '@fck/core';
import { type ClonePlace, lookAtClone, placeDraft, removeStaleLocks } from './clone.js';
import { gitErrors } from './errors.js';
import { LocalRepository } from './local-git.js';
import type { Ref } from './ref.js';
import type { Repository } from './repository.js';
import { sendBundle } from './send-bundle.js';
import { sendLfsFiles } from './send-lfs-files.js';
import { sendSubmodules } from './send-submodules.js';
import { annotatedTagsToSend, hashOfTags, listTags, parseTags, tagUpdates } from './sent-tags.js';
import { isSameBoundary } from './shallow.js';
import { notInShallowClone } from './unsendable.js';

/** What was sent, and where it is on the host. */
interface Sent {
  readonly commit: string;
  readonly place: ClonePlace;
}

/**
 * Sends a commit of a repository of this machine to the host, with its history, its submodules and its files in Git LFS, and returns
 * the commit's id. Uncommitted changes are not sent. What the host has is not sent again.
 *
 * @throws FckError `GIT_LOCAL_FAILED`, `GIT_REF_NOT_FOUND`
 */
export async function sendFromPath(
  context: HostContext,
  repository: Repository,
  path: string,
  ref: Ref | undefined,
): Promise<Sent> {
  const { local, ...sent } = await sendCommit(context, repository, path, ref);
  await sendLfsFiles(context, sent.place.gitDir, local, sent.commit);
  await sendSubmodules(context, repository.name, sent.place, local, sent.commit);
  return sent;
}

async function sendCommit(
  context: HostContext,
  repository: Repository,
  path: string,
  ref: Ref | undefined,
): Promise<Sent & { readonly local: LocalRepository }> {
  const local = new LocalRepository(path);
  const commit = await wantedCommit(local, repository, ref);
  if (await local.isDirty()) {
    context.warn(`${path} has uncommitted changes: ${commit.slice(0, 12)} is sent without them.`);
  }
  const [found, format, listing, boundary] = await Promise.all([
    lookAtClone(context, repository, commit),
    local.objectFormat(),
    local.tagsOf(commit),
    local.boundaryOf(commit),
  ]);
  const { place, isClone } = found;
  // Without the same history, tags would give other versions than here.
  const isAlike = isSameBoundary(found.boundary, boundary);
  const hasCommit = isAlike && found.hasCommit;
  const head = isAlike ? found.head : undefined;
  const hasTags = found.tags === hashOfTags(listing, format);
  if (isClone && hasCommit && hasTags) return { commit, place, local };
  const wanted = parseTags(listing);
  const present =
    isClone && !hasTags ? parseTags(await context.remote.query(listTags(place.gitDir))) : new Map();
  const tags = annotatedTagsToSend(present, wanted);
  const { gone, changed } = tagUpdates(present, wanted);
  // First: git does not replace a tag `v1` by a tag `v1/final`.
  await updateTags(context, repository, place, gone);
  if (!isClone) await context.remote.run(sh`mkdir -p -- ${posix.dirname(place.path)}`);
  if (!hasCommit || tags.size > 0) {
    const contents = { commit: hasCommit ? undefined : commit, tags, boundary };
    if (boundary.length > 0)
      context.note(`${path} is a shallow clone: only the history and the tags that it has are sent.`);
    const have = hasCommit ? commit : head;
    await sendBundle(context, repository.name, local, contents, {
      ...place,
      format,
      have,
      isThere: isClone,
      settle: placeDraft(place),
    });
  }
  await updateTags(context, repository, place, changed);
  return { commit, place, local };
}

async function wantedCommit(
  local: LocalRepository,
  repository: Repository,
  ref: Ref | undefined,
): Promise<string> {
  const flaw = await local.whyNotSendable(ref);
  if (flaw) throw gitErrors.local(repository.name, local.path, flaw);
  const commit = await local.commitOf(ref);
  if (commit !== undefined) return commit;
  if (ref === undefined) throw gitErrors.local(repository.name, local.path, { why: 'it has no commits' });
  if (await local.isShallow())
    throw gitErrors.local(repository.name, local.path, notInShallowClone(local.path, ref.name));
  throw gitErrors.refNotFound(repository.name, ref, await local.knownRefs());
}

/**
 * Makes the clone's tags equal to those of this machine: backends such as setuptools-scm read the version from them.
 *
 * @param updates for `git update-ref --stdin`
 */
async function updateTags(
  context: HostContext,
  repository: Repository,
  place: ClonePlace,
  updates: string,
): Promise<void> {
  if (updates === '') return;
  await context.remote.run(
    allOf(removeStaleLocks(place), sh`git --git-dir=${place.gitDir} update-ref --stdin`),
    { title: `update the tags of ${repository.name}`, input: updates },
  );
}
