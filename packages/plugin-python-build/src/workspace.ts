import { posix } from 'node:path';
import {
  type BuildContext,
  type Command,
  checkedName,
  freshFolder,
  messageOf,
  OWN_MARK,
  type Paths,
  removeOwn,
  sh,
} from '@fck/core';
import { type PythonProgram, writePrograms } from './python-programs.js';

/** Where one build is made: the final folder, and the temporary ones that are gone when it is done. */
export interface Workspace {
  /** The virtualenv that becomes the build: it is made in its final place, since virtualenvs cannot be moved. */
  readonly build: string;
  readonly python: string;
  /** Holds all that is temporary. */
  readonly folder: string;
  /** A copy of a repository: a build's leavings must not get into the checkout. */
  readonly copyOf: (repo: string) => string;
  /** Where the sdist and the wheel of a repository are put. */
  readonly distOf: (repo: string) => string;
  /** A Python program of ours. */
  readonly program: (name: PythonProgram) => string;
}

/** Lays out the folders of a build. */
export function workspaceFor(paths: Paths, role: string, buildName: string): Workspace {
  const build = paths.build(buildName);
  // Named for the role, so that what a killed run left is found and removed by the next one.
  const folder = posix.join(paths.project, '.work', checkedName('role', role));
  return {
    build,
    python: posix.join(build, 'bin', 'python'),
    folder,
    copyOf: (repo) => posix.join(folder, 'repos', checkedName('repository', repo)),
    distOf: (repo) => posix.join(folder, 'dist', checkedName('repository', repo)),
    program: (name) => posix.join(folder, 'programs', `${name}.py`),
  };
}

/** Works with fresh temporary folders, which are removed whatever happens; of a failed build, its folder too. */
export async function inWorkspace<T>(
  { remote, warn, dryRun }: Pick<BuildContext, 'remote' | 'warn' | 'dryRun'>,
  { folder, build }: Workspace,
  work: () => Promise<T>,
): Promise<T> {
  const remove = (...folders: readonly string[]) =>
    remote.run(removeOwn(...folders), { title: 'remove temporary folders' });
  // A plan names what would be removed; a build need not ask.
  const isLeft = dryRun && (await remote.exists(folder));
  await remote.run(
    // Copies of repositories are in it, which other local users need not read.
    sh`${markLeft(folder)} && ${freshFolder(folder)} && chmod 700 -- ${folder} && ${writePrograms(`${folder}/programs`)}`,
    {
      title: isLeft ? `remove what is left in ${folder}` : 'make a fresh temporary folder',
    },
  );
  let made: T;
  try {
    made = await work();
  } catch (thrown) {
    await remove(folder, build).catch((failure) => {
      warn(`What is left of the failed build could not be removed: ${messageOf(failure)}`);
    });
    throw thrown;
  }
  await remove(folder);
  return made;
}

/** What a killed run of a version before fck's mark left is known by the programs in it. */
function markLeft(folder: string): Command {
  return sh`{ [ ! -f ${folder}/programs/adopt_environment.py ] || : >${folder}/${OWN_MARK}; }`;
}
