/** The sources of a build, one entry per repository. */
export interface BuildSource {
  readonly repo: string;
  readonly commit: string;
  /** The branch, tag or commit that was asked for. */
  readonly ref?: string | undefined;
}

/** A package that a build contains. */
export interface BuildComponent {
  readonly name: string;
  readonly version: string;
  /** Its package URL, if it comes from a public kind of index: `pkg:pypi/flask@3.0.3`. */
  readonly purl?: string | undefined;
  /** SHA-256 of the archive that was installed, if it is known. */
  readonly sha256?: string | undefined;
}

/** An immutable build: the content of `<builds>/<name>/build.json`. */
export interface Build {
  /** `<project>_<00001>_<commit>` */
  readonly name: string;
  readonly number: number;
  /** Short commit id of the reference repository. */
  readonly commit: string;
  /** When it was made: ISO 8601, by the host's clock. */
  readonly createdAt: string;
  /** Role and host that made it, and the user who started the run: `ann@laptop`. */
  readonly builtBy: { readonly role: string; readonly host: string; readonly by?: string | undefined };
  readonly sources: readonly BuildSource[];
  /** What it requires of a host: arch, libc and what the builder adds (`python: 3.11`). */
  readonly platform: Readonly<Record<string, string>>;
  /** Folder of the code below the build's folder, where relative paths of `static:` are looked up too. */
  readonly content?: string | undefined;
  /**
   * Folder below the build's folder where its services and `post_build` run, and where relative paths of `static:` are looked up,
   * too. Default: the build's folder.
   */
  readonly workingDirectory?: string | undefined;
  /** What it was made of, if its builder says so. If the recipe is the same, no new build is made. */
  readonly recipe?: Recipe | undefined;
  /** The packages in it, sorted by name, if its builder says so. */
  readonly components?: readonly BuildComponent[] | undefined;
  /** What it was made with, by name, for people: versions of tools, the hash of a lock file. */
  readonly madeWith?: Readonly<Record<string, string>> | undefined;
  /** Notes of its builder for the next build. */
  readonly notes?: Readonly<Record<string, string>> | undefined;
  /** True once `post_build` changed its files on this host: they are no longer what the recipe makes. */
  readonly altered?: boolean | undefined;
  /** True once a task that may change its files ran on this host: then none of its files is a link to another build's. */
  readonly own?: boolean | undefined;
  /** SHA-256 over the list of all its files and their SHA-256. */
  readonly checksum: string;
}

/** A builder's description of the build that it made; core adds number, time and checksum. */
export type BuildDraft = Pick<
  Build,
  | 'name'
  | 'commit'
  | 'sources'
  | 'content'
  | 'workingDirectory'
  | 'recipe'
  | 'components'
  | 'madeWith'
  | 'notes'
> & {
  readonly platform?: Readonly<Record<string, string>>;
};

/**
 * What a build is made of, by name: the commit of each repository, fingerprints of settings, versions of tools. A build is
 * not made again while its recipe stays the same.
 */
export type Recipe = Readonly<Record<string, string>>;
