import { posix } from 'node:path';
import type { Command, HostContext } from '@fck/core';
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

/** The file in a clone's `.git` by which fck knows that it made the clone. */
const OWN_MARK = 'made-by-fck';

/** The places that a repository may have. */
interface Places {
  readonly usual: ClonePlace;
  /** Where fck has its own clone if the usual place holds one that somebody else made: in that, nothing is changed. */
  readonly aside: ClonePlace;
}

function placesOf(context: HostContext, repository: Repository): Places {
  const path = context.paths.repo(repository.dir);
  const folder = posix.dirname(path);
  const placeAt = (dir: string): ClonePlace => ({
    path: posix.join(folder, dir),
    gitDir: posix.join(folder, dir, '.git'),
    draft: posix.join(folder, `.${dir}.draft`),
    bundle: posix.join(folder, `.${dir}.bundle`),
  });
  const dir = posix.basename(path);
  return { usual: placeAt(dir), aside: placeAt(`.fck-${dir}`) };
}

/**
 * A part of a shell script that puts into `$at` where fck has or makes its clone. One that versions before the mark made is
 * known by its state: at a commit instead of a branch, and with nothing in it that the commit has not.
 */
export function findClone(context: HostContext, repository: Repository): Command {
  const { usual, aside } = placesOf(context, repository);
  return sh`at=${usual.path}
if [ -e "$at"/.git ] && [ ! -f "$at"/.git/${OWN_MARK} ]; then
  changes=$(git --no-optional-locks -C "$at" status --porcelain --ignored 2>&1) && [ -z "$changes" ] &&
    ! git -C "$at" symbolic-ref --quiet HEAD >/dev/null || at=${aside.path}
fi`;
}

/** What stands at the place of a clone. */
export interface FoundClone {
  readonly place: ClonePlace;
  readonly isClone: boolean;
  /** Commit that is checked out. */
  readonly head: string | undefined;
  readonly hasCommit: boolean;
}

/**
 * Looks for the clone of a repository, in one round trip.
 *
 * @param commit a commit that may be there already
 * @throws FckError `GIT_FOLDER_OCCUPIED` if something else is at its place.
 */
export async function lookAtClone(
  context: HostContext,
  repository: Repository,
  commit: string | undefined,
): Promise<FoundClone> {
  const { usual, aside } = placesOf(context, repository);
  const hasCommit =
    commit === undefined ? sh`false` : sh`git --git-dir="$at"/.git cat-file -e ${`${commit}^{commit}`}`;
  const found = await context.remote.query(sh`
${findClone(context, repository)}
printf '%s\n' "$at"
if [ -e "$at"/.git ]; then echo clone; elif [ ! -e "$at" ] || [ -d "$at" -a -z "$(ls -A "$at")" ]; then echo free; else echo occupied; fi
if ${hasCommit} 2>/dev/null; then echo yes; else echo no; fi
git --git-dir="$at"/.git rev-parse --verify --quiet HEAD 2>/dev/null || :`);
  const [at, what, has, head] = found.split('\n');
  const place = at === aside.path ? aside : usual;
  if (what === 'occupied') throw gitErrors.occupied(repository.name, place.path);
  const isClone = what === 'clone';
  if (place === aside && !isClone)
    context.note(
      `${usual.path} is a clone that fck did not make, and stays as it is: fck makes its own, ${aside.path}.`,
    );
  return { place, isClone, head: head || undefined, hasCommit: has === 'yes' };
}

/**
 * Has git keep what it fetches as a pack, which it syncs to the disk; it does not so with small objects, and after a power cut
 * a clone with an empty object in it could not be fetched into any more. And have it tidy up before it ends, not afterwards in
 * the background: files would vanish while the clone is copied to be built.
 */
export const fetchSettings = sh`-c fetch.unpackLimit=1 -c gc.autoDetach=false -c maintenance.autoDetach=false`;

/** Puts a finished draft in its place, once it is on the disk: a clone whose files are empty could never be fetched into. */
export function placeDraft(place: ClonePlace) {
  return sh`{ [ ! -d ${place.path} ] || rmdir -- ${place.path}; } && : >${place.draft}/.git/${OWN_MARK} && ${syncDisk(place.draft)} && mv -- ${place.draft} ${place.path}`;
}

/**
 * Removes locks that a killed git left in a clone of ours, which has the mark from then on. The host is locked by this run, so no other git of ours holds them.
 */
export function removeStaleLocks(place: ClonePlace) {
  return sh`find ${place.gitDir} -name '*.lock' -type f -exec rm -f -- {} + && : >${place.gitDir}/${OWN_MARK}`;
}
