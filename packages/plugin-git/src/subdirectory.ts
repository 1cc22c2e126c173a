import { posix } from 'node:path';
import { type HostContext, sh } from '@fck/core';
import type { ClonePlace } from './clone.js';
import { gitErrors } from './errors.js';

/** Names of files that mark the folder of a project. */
const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'requirements.txt'];

/**
 * Makes sure that a checked-out repository has a folder.
 *
 * @throws FckError `GIT_SUBDIRECTORY_MISSING` with folders that hold a project
 */
export async function requireSubdirectory(
  { remote, dryRun }: HostContext,
  repo: string,
  subdirectory: string,
  { place, commit }: { readonly place: ClonePlace; readonly commit: string },
): Promise<void> {
  // In a dry run, nothing was checked out.
  if (dryRun || (await remote.test(sh`[ -d ${posix.join(place.path, subdirectory)} ]`))) return;
  const patterns = PROJECT_FILES.map((file) => `:(glob)**/${file}`);
  const files = await remote.query(
    sh`git -C ${place.path} -c core.quotePath=false ls-files --recurse-submodules -- ${patterns}`,
  );
  const folders = files.split('\n').flatMap((file) => (file.includes('/') ? [posix.dirname(file)] : []));
  throw gitErrors.noSubdirectory(repo, subdirectory, commit, [...new Set(folders)]);
}
