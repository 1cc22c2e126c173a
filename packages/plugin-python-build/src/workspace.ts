import { posix } from 'node:path';
import type { Paths } from '@fck/core';

/** Where one build is made: the final folder, and the temporary ones that are gone when it is done. */
export interface Workspace {
  /** The virtualenv that becomes the build: it is made in its final place, since virtualenvs cannot be moved. */
  readonly build: string;
  readonly python: string;
  /** Holds all that is temporary. */
  readonly folder: string;
  /** A virtualenv above the build's, with what only the tests need. */
  readonly tests: string;
  /** A copy of a repository: a build's leavings must not get into the checkout. */
  readonly copyOf: (repo: string) => string;
  /** Where the sdist and the wheel of a repository are put. */
  readonly distOf: (repo: string) => string;
}

/** Lays out the folders of a build. */
export function workspaceFor(paths: Paths, role: string, buildName: string): Workspace {
  const build = paths.build(buildName);
  // Named for the role, so that what a killed run left is found and removed by the next one.
  const folder = posix.join(paths.project, '.work', role);
  return {
    build,
    python: posix.join(build, 'bin', 'python'),
    folder,
    tests: posix.join(folder, 'tests'),
    copyOf: (repo) => posix.join(folder, 'repos', repo),
    distOf: (repo) => posix.join(folder, 'dist', repo),
  };
}
