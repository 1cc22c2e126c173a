import { posix } from 'node:path';
import {
  type BuildContext,
  type Checkout,
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

/** Where one build is made: the final folder, and temporary ones that are removed at the end. */
export interface Workspace {
  readonly buildName: string;
  /** The virtualenv that becomes the build. It is made at its final path, since virtualenvs cannot be moved. */
  readonly build: string;
  readonly python: string;
  /** Contains all temporary files. */
  readonly folder: string;
  /** A copy of a repository, so that files that building and testing create do not get into the checkout. */
  readonly repositoryCopyOf: (repo: string) => string;
  /** The project in that copy: the folder itself, or the subdirectory that the configuration names. */
  readonly copyOf: (repo: string) => string;
  /** Where the wheel of a repository is put. */
  readonly distOf: (repo: string) => string;
  /** A Python program of this plugin. */
  readonly program: (name: PythonProgram) => string;
}

/** Determines the folders of a build. */
export function workspaceFor(
  paths: Paths,
  role: string,
  buildName: string,
  checkouts: readonly Pick<Checkout, 'repo' | 'subdirectory'>[],
): Workspace {
  const build = paths.build(buildName);
  // Named after the role, so that the next run finds and removes what a killed run left.
  const folder = posix.join(paths.project, '.work', checkedName('role', role));
  const repositoryCopyOf = (repo: string) => posix.join(folder, 'repos', checkedName('repository', repo));
  const subdirectories = new Map(checkouts.map(({ repo, subdirectory }) => [repo, subdirectory]));
  return {
    buildName,
    build,
    python: posix.join(build, 'bin', 'python'),
    folder,
    repositoryCopyOf,
    copyOf: (repo) => posix.join(repositoryCopyOf(repo), subdirectories.get(repo) ?? ''),
    distOf: (repo) => posix.join(folder, 'dist', checkedName('repository', repo)),
    program: (name) => posix.join(folder, 'programs', `${name}.py`),
  };
}

/** Runs work with new temporary folders, which are always removed; if the build fails, its folder is removed, too. */
export async function inWorkspace<T>(
  { remote, warn, dryRun }: Pick<BuildContext, 'remote' | 'warn' | 'dryRun'>,
  { folder, build }: Workspace,
  work: () => Promise<T>,
): Promise<T> {
  const remove = (...folders: readonly string[]) =>
    remote.run(removeOwn(...folders), { title: 'remove temporary folders' });
  // A plan names what would be removed; a build need not look.
  const isLeft = dryRun && (await remote.exists(folder));
  await remote.run(
    // It contains copies of repositories, which other local users must not read.
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

/** Recognizes, by the programs in it, the folder of a killed run of a version before fck's mark. */
function markLeft(folder: string): Command {
  return sh`{ [ ! -f ${folder}/programs/adopt_environment.py ] || : >${folder}/${OWN_MARK}; }`;
}
