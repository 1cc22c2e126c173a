import { posix } from 'node:path';
import { allOf, type HostContext, messageOf, sh } from '@fck/core';
import { type ClonePlace, fetchSettings, lookAtClone, placeDraft, removeStaleLocks } from './clone.js';
import { gitErrors } from './errors.js';
import { type BundleContents, formatOption, LocalRepository } from './local-git.js';
import type { Ref } from './ref.js';
import type { Repository } from './repository.js';
import { annotatedTagsToSend, hashOfTags, listTags, parseTags, tagUpdates } from './sent-tags.js';
import { type Boundary, isSameBoundary, withBoundary } from './shallow.js';
import { notInShallowClone } from './unsendable.js';

/**
 * Sends a commit of a repository of this machine to the host, with its history, and returns the commit's id. Uncommitted
 * changes are not sent. A commit that the host has is not sent again.
 *
 * @throws FckError `GIT_LOCAL_FAILED`, `GIT_REF_NOT_FOUND`
 */
export async function sendFromPath(
  context: HostContext,
  repository: Repository,
  path: string,
  ref: Ref | undefined,
): Promise<{ readonly commit: string; readonly place: ClonePlace }> {
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
  if (isClone && hasCommit && hasTags) return { commit, place };
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
    await sendBundle(context, repository, place, local, contents, hasCommit ? commit : head);
    await receiveBundle(context, repository, { place, isClone, format, boundary });
  }
  await updateTags(context, repository, place, changed);
  return { commit, place };
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

async function sendBundle(
  context: HostContext,
  repository: Repository,
  { bundle }: ClonePlace,
  local: LocalRepository,
  contents: BundleContents,
  have: string | undefined,
): Promise<void> {
  let upload: Promise<void> | undefined;
  try {
    await local.withBundle(contents, have, (file) => {
      upload = context.remote.upload(file, bundle, { mode: 0o600 });
      return upload;
    });
  } catch (error) {
    // A failed upload has its own message.
    if (upload !== undefined) throw error;
    throw gitErrors.local(repository.name, local.path, { why: 'git could not bundle it' }, messageOf(error));
  }
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

/** A bundle on the host. */
interface Received {
  readonly place: ClonePlace;
  /** Whether the clone exists. */
  readonly isClone: boolean;
  readonly format: string;
  readonly boundary: Boundary;
}

/** The bundle's branch becomes a ref of the clone, so that git never prunes the checked-out commit. */
async function receiveBundle(
  context: HostContext,
  repository: Repository,
  { place, isClone, format, boundary }: Received,
): Promise<void> {
  const refs = ['refs/heads/fck*:refs/fck/wanted*', 'refs/tags/*:refs/tags/*'];
  const fetchInto = (gitDir: string) =>
    withBoundary(
      gitDir,
      boundary,
      sh`git --git-dir=${gitDir} ${fetchSettings} fetch --quiet --no-tags --force ${place.bundle} ${refs}`,
    );
  const steps = isClone
    ? [removeStaleLocks(place), fetchInto(place.gitDir)]
    : [
        sh`rm -rf -- ${place.draft}`,
        sh`git init --quiet ${formatOption(format)} ${place.draft}`,
        fetchInto(posix.join(place.draft, '.git')),
        placeDraft(place),
      ];
  await context.remote.run(sh`${allOf(...steps)}; code=$?; rm -f -- ${place.bundle}; exit $code`, {
    title: `receive ${repository.name}`,
    env: { LC_ALL: 'C' },
  });
}
