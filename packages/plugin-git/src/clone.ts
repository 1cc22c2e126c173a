import { posix } from 'node:path';
import type { Command, HostContext } from '@fck/core';
import { sh, syncDisk } from '@fck/core';
import { gitErrors } from './errors.js';
import type { Repository } from './repository.js';
import { hashTags } from './sent-tags.js';
import { type Boundary, parseBoundary, printBoundary } from './shallow.js';

/** The path of a repository's clone on a host, and the temporary paths used to make it. */
export interface ClonePlace {
  readonly path: string;
  readonly gitDir: string;
  /** A clone is made here and renamed, so that its path never holds an incomplete one. */
  readonly draft: string;
  /** Where a bundle of a repository of the control machine arrives. */
  readonly bundle: string;
}

/** The file in a clone's `.git` by which fck knows that it made the clone. */
const OWN_MARK = 'made-by-fck';

/** The places that a repository may have. */
interface Places {
  readonly usual: ClonePlace;
  /** The path of fck's own clone if the usual path holds a foreign one, which fck never changes. */
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
 * A part of a shell script that sets `$at` to the path of fck's clone. A clone of an fck version that wrote no mark is
 * recognised by its state: at a commit instead of a branch, and without any files that the commit does not have.
 */
export function findClone(context: HostContext, repository: Repository): Command {
  const { usual, aside } = placesOf(context, repository);
  return sh`at=${usual.path}
if [ -e "$at"/.git ] && [ ! -f "$at"/.git/${OWN_MARK} ]; then
  changes=$(git --no-optional-locks -C "$at" status --porcelain --ignored 2>&1) && [ -z "$changes" ] &&
    ! git -C "$at" symbolic-ref --quiet HEAD >/dev/null || at=${aside.path}
fi`;
}

/** What exists at the path of a clone. */
export interface FoundClone {
  readonly place: ClonePlace;
  readonly isClone: boolean;
  /** Commit that is checked out. */
  readonly head: string | undefined;
  readonly hasCommit: boolean;
  /** See {@link hashTags}. */
  readonly tags: string | undefined;
  /** Where its history begins. */
  readonly boundary: Boundary;
}

/**
 * Looks for the clone of a repository, in one round trip.
 *
 * @param commit a commit that the clone may have already
 * @throws FckError `GIT_FOLDER_OCCUPIED` if something else is at its place.
 */
export async function lookAtClone(
  context: HostContext,
  repository: Repository,
  commit: string | undefined,
): Promise<FoundClone> {
  const isSent = repository.origin.kind === 'path';
  const { usual, aside } = placesOf(context, repository);
  const hasCommit =
    commit === undefined ? sh`false` : sh`git --git-dir="$at"/.git cat-file -e ${`${commit}^{commit}`}`;
  const found = await context.remote.query(sh`
${findClone(context, repository)}
printf '%s\n' "$at"
if [ -e "$at"/.git ]; then echo clone; elif [ ! -e "$at" ] || [ -d "$at" -a -z "$(ls -A "$at")" ]; then echo free; else echo occupied; fi
if ${hasCommit} 2>/dev/null; then echo yes; else echo no; fi
${isSent ? hashTags : sh`echo`}
${isSent ? printBoundary(sh`"$at"/.git`) : sh`echo`}
git --git-dir="$at"/.git rev-parse --verify --quiet HEAD 2>/dev/null || :`);
  const [at, what, has, tags, boundary, head] = found.split('\n');
  const place = at === aside.path ? aside : usual;
  if (what === 'occupied') throw gitErrors.occupied(repository.name, place.path);
  const isClone = what === 'clone';
  if (place === aside && !isClone)
    context.note(
      `${usual.path} is a clone that fck did not make, and stays as it is: fck makes its own, ${aside.path}.`,
    );
  return {
    place,
    isClone,
    head: head || undefined,
    hasCommit: has === 'yes',
    tags: tags || undefined,
    boundary: parseBoundary(boundary ?? ''),
  };
}

/**
 * Makes git keep fetched objects as a pack, which it syncs to disk. It does not sync small loose objects, and after a power cut
 * a clone with an empty object is broken: no fetch into it works. Also makes git run its maintenance before it ends, not in the
 * background: files would vanish while the clone is copied for a build. Submodules are fetched later: their urls may have changed.
 */
export const fetchSettings = sh`-c fetch.unpackLimit=1 -c gc.autoDetach=false -c maintenance.autoDetach=false -c fetch.recurseSubmodules=false`;

/** Renames a finished draft into place after a sync to disk: no fetch into a clone with empty files ever works. */
export function placeDraft(place: ClonePlace) {
  return sh`{ [ ! -d ${place.path} ] || rmdir -- ${place.path}; } && : >${place.draft}/.git/${OWN_MARK} && ${syncDisk(place.draft)} && mv -- ${place.draft} ${place.path}`;
}

/**
 * Removes locks that a killed git left in a clone of ours, and marks the clone. This run holds the host's lock, so no other git of
 * ours holds them.
 */
export function removeStaleLocks(place: Pick<ClonePlace, 'gitDir'>) {
  return sh`find ${place.gitDir} -name '*.lock' -type f -exec rm -f -- {} + && : >${place.gitDir}/${OWN_MARK}`;
}
