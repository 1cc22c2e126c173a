import { posix } from 'node:path';
import type { Checkout, HostContext } from '@fck/core';
import type { ClonePlace } from './clone.js';
import { gitErrors } from './errors.js';
import { fetchFromUrl } from './fetch-from-url.js';
import { commitAtUrl } from './look-at-url.js';
import { isRefName, type Ref } from './ref.js';
import type { Repository } from './repository.js';
import { sendFromPath } from './send-from-path.js';
import { requireSubdirectory } from './subdirectory.js';
import { checkOutCommit, resolveRef } from './work-tree.js';

/**
 * Brings a repository on a host to the newest commit of a ref.
 *
 * @throws FckError `GIT_FETCH_FAILED`, `GIT_REF_NOT_FOUND`, `GIT_FOLDER_OCCUPIED`, `GIT_LOCAL_FAILED`, `GIT_SUBDIRECTORY_MISSING`
 */
export async function checkOut(
  context: HostContext,
  repository: Repository,
  ref: Ref | undefined,
): Promise<Checkout> {
  const { commit, place } = await bringCommit(context, repository, ref);
  await checkOutCommit(context, repository, place, commit);
  const { name, subdirectory } = repository;
  if (subdirectory !== undefined) await requireSubdirectory(context, name, subdirectory, { place, commit });
  const path = posix.join(place.path, subdirectory ?? '');
  return { repo: name, path, subdirectory, commit, ref: ref?.name };
}

async function bringCommit(
  context: HostContext,
  repository: Repository,
  ref: Ref | undefined,
): Promise<{ readonly commit: string; readonly place: ClonePlace }> {
  if (repository.origin.kind === 'path')
    return sendFromPath(context, repository, repository.origin.path, ref);
  const url = repository.origin.url.text;
  const place = await fetchFromUrl(context, repository, url, ref);
  const commit = context.dryRun ? await commitAtUrl(context, url, ref) : undefined;
  return { commit: commit ?? (await resolveRef(context, repository, place, ref)), place };
}

/**
 * A ref that is given by its name alone.
 *
 * @throws FckError `GIT_REF_INVALID` if no branch, tag or commit can have that name.
 */
export function refNamed(name: string): Ref {
  if (!isRefName(name)) throw gitErrors.badRef(name);
  return { kind: 'any', name };
}
