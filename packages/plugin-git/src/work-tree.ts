import { allOf, type Command, type HostContext, sh } from '@fck/core';
import { type ClonePlace, removeStaleLocks } from './clone.js';
import { gitErrors } from './errors.js';
import { gitEnvironment } from './git-environment.js';
import { explainFailure } from './git-failure.js';
import { fetchFilesOfLfs, listPointers, pointersIn, refusePointers, removePointers } from './lfs.js';
import { candidatesOf, type Ref } from './ref.js';
import type { Repository } from './repository.js';

/**
 * The commit of a ref in the clone on the host.
 *
 * @throws FckError `GIT_REF_NOT_FOUND` with the nearest names.
 */
export async function resolveRef(
  context: HostContext,
  repository: Repository,
  place: ClonePlace,
  ref: Ref | undefined,
): Promise<string> {
  const git = sh`git --git-dir=${place.gitDir}`;
  const names = candidatesOf(ref).map((name) => `${name}^{commit}`);
  const known = sh`${git} for-each-ref --format='%(refname:lstrip=3)' refs/remotes/origin`;
  const tags = sh`${git} for-each-ref --format='%(refname:lstrip=2)' refs/tags`;
  const lookup = sh`for name in ${names}; do ${git} rev-parse --verify --quiet "$name" && exit 0; done; exit 1`;
  const found = await context.remote.look(lookup);
  if (found.code === 0) return found.stdout.trim();
  // In a dry run nothing was fetched: the ref is unknown rather than missing, and `query` reports that.
  if (context.dryRun) return context.remote.query(lookup);
  const listed = await Promise.all([context.remote.query(known), context.remote.query(tags)]);
  const [branches, tagNames] = listed.map((lines) =>
    lines.split('\n').filter((name) => name !== '' && name !== 'HEAD'),
  );
  throw gitErrors.refNotFound(repository.name, ref, { branches: branches ?? [], tags: tagNames ?? [] });
}

/** Makes the files identical to those of a commit, submodules included: no changes, no other files. */
export async function checkOutCommit(
  context: HostContext,
  repository: Repository,
  place: ClonePlace,
  commit: string,
): Promise<void> {
  if (await context.remote.test(isCheckedOut(place.path, commit))) return;
  const inTree = (command: Command) => sh`cd ${place.path} && ${command}`;
  try {
    await context.remote.run(
      allOf(
        removeStaleLocks(place),
        inTree(removePointers),
        inTree(removeOldSubmodules(commit)),
        inTree(sh`git checkout --quiet --force --detach ${commit}`),
        inTree(sh`git clean -ffdxq`),
        inTree(checkOutSubmodules),
        inTree(fetchFilesOfLfs),
        inTree(refusePointers),
      ),
      { title: `check out ${commit.slice(0, 12)} of ${repository.name}`, env: await gitEnvironment(context) },
    );
  } catch (error) {
    const pointers = pointersIn(error);
    const isSent = repository.origin.kind === 'path';
    if (pointers !== undefined)
      throw gitErrors.lfsPointers(repository.name, context.host.name, pointers, isSent);
    throw explainFailure(repository, error);
  }
}

/** git leaves the files of a submodule that another commit does not have, even where that commit has a folder of the same name. */
function removeOldSubmodules(commit: string): Command {
  return sh`if [ -f .gitmodules ]; then
  git -c core.quotePath=false ls-files --stage | grep '^160000 ' | while read -r mode object stage path; do
    case $(git ls-tree ${commit} -- "$path") in 160000\ *) ;; *) rm -rf -- "./$path" ;; esac
  done
fi`;
}

const checkOutSubmodules = sh`if [ -f .gitmodules ]; then
  git submodule --quiet sync --recursive &&
  git submodule --quiet update --init --recursive --force &&
  git submodule --quiet foreach --recursive 'git clean -ffdxq'
fi`;

function isCheckedOut(path: string, commit: string): Command {
  return sh`cd ${path} &&
    [ "$(git rev-parse --verify --quiet HEAD)" = ${commit} ] &&
    [ -z "$(git status --porcelain --ignored)" ] && [ -z "$(${listPointers})" ] &&
    { [ ! -f .gitmodules ] || [ -z "$(git submodule status --recursive | grep '^[-+U]')" ]; }`;
}
