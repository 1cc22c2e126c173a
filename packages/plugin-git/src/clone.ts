import { posix } from 'node:path';
import type { HostContext, Remote } from '@fck/core';
import { sh, syncDisk } from '@fck/core';
import { gitErrors } from './errors.js';
import type { Repository } from './repository.js';

/** Where a repository stands on a host, and where it is put together before it does. */
export interface ClonePlace {
  readonly path: string;
  readonly gitDir: string;
  /** A clone appears at its path whole or not at all: it is made here and renamed. */
  readonly draft: string;
  /** Where a bundle of a repository of the control machine arrives. */
  readonly bundle: string;
}

/** Names the places of a repository. */
export function placeOf(context: HostContext, repository: Repository): ClonePlace {
  const path = context.paths.repo(repository.dir);
  const beside = (suffix: string) => posix.join(posix.dirname(path), `.${repository.dir}.${suffix}`);
  return { path, gitDir: posix.join(path, '.git'), draft: beside('draft'), bundle: beside('bundle') };
}

/** What stands at the place of a clone. */
export interface FoundClone {
  readonly isClone: boolean;
  /** Commit that is checked out. */
  readonly head: string | undefined;
  readonly hasCommit: boolean;
}

/**
 * Looks at the place of a clone, in one round trip.
 *
 * @param commit a commit that may be there already
 * @throws FckError `GIT_FOLDER_OCCUPIED` if something else is there.
 */
export async function lookAtClone(
  remote: Remote,
  repository: Repository,
  place: ClonePlace,
  commit: string | undefined,
): Promise<FoundClone> {
  const git = sh`git --git-dir=${place.gitDir}`;
  const [isClone, isFree, head, hasCommit] = await Promise.all([
    remote.test(sh`test -e ${place.gitDir}`),
    remote.test(sh`[ ! -e ${place.path} ] || [ -d ${place.path} -a -z "$(ls -A ${place.path})" ]`),
    remote.look(sh`${git} rev-parse --verify --quiet HEAD`),
    commit === undefined ? false : remote.test(sh`${git} cat-file -e ${`${commit}^{commit}`}`),
  ]);
  if (!isClone && !isFree) throw gitErrors.occupied(repository.name, place.path);
  return { isClone, head: head.code === 0 ? head.stdout.trim() : undefined, hasCommit };
}

/**
 * Has git keep what it fetches as a pack, which it syncs to the disk; it does not so with small objects, and after a power cut
 * a clone with an empty object in it could not be fetched into any more. And have it tidy up before it ends, not afterwards in
 * the background: files would vanish while the clone is copied to be built.
 */
export const fetchSettings = sh`-c fetch.unpackLimit=1 -c gc.autoDetach=false -c maintenance.autoDetach=false`;

/** Puts a finished draft in its place, once it is on the disk: a clone whose files are empty could never be fetched into. */
export function placeDraft(place: ClonePlace) {
  return sh`{ [ ! -d ${place.path} ] || rmdir -- ${place.path}; } && ${syncDisk(place.draft)} && mv -- ${place.draft} ${place.path}`;
}

/**
 * Removes locks that a killed git left in a clone. The host is locked by this run, so no other git of ours holds them.
 */
export function removeStaleLocks(place: ClonePlace) {
  return sh`find ${place.gitDir} -name '*.lock' -type f -delete`;
}
