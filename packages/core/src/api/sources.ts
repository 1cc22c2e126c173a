import type { HostContext } from './contexts.js';
import type { Project } from './project.js';

/** A repository on a host, at the commit that was asked for. */
export interface Checkout {
  readonly repo: string;
  /** The folder of its code on the host: the repository's, or the one in it that the configuration names. */
  readonly path: string;
  /** The path of that folder in the repository; undefined for the repository's top. */
  readonly subdirectory?: string | undefined;
  /** Full commit id. */
  readonly commit: string;
  /** The branch, tag or commit that was asked for. */
  readonly ref: string | undefined;
}

/** Where code comes from. `git` is one. Registered in `fck.sources`. */
export interface Sources {
  readonly about: string;
  /** Names of the project's repositories, in the order of the config. */
  names(project: Project): readonly string[];
  /**
   * Updates a repository on the host to the newest commit of a ref; clones it if it is missing.
   *
   * @param ref branch, tag or commit. Default: the ref in the configuration, or else the repository's default branch.
   */
  checkout(context: HostContext, repo: string, ref?: string): Promise<Checkout>;
}
