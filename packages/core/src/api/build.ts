/** What a build was made of, one entry a repository. */
export interface BuildSource {
  readonly repo: string;
  readonly commit: string;
  /** The branch, tag or commit that was asked for. */
  readonly ref?: string | undefined;
}

/** An immutable build: what `<builds>/<name>/build.json` says. */
export interface Build {
  /** `<project>_<00001>_<commit>` */
  readonly name: string;
  readonly number: number;
  /** Short commit id of the reference repository. */
  readonly commit: string;
  /** When it was made: ISO 8601, by the host's clock. */
  readonly createdAt: string;
  /** Role and host that made it, and who had it made: `ann@laptop`. */
  readonly builtBy: { readonly role: string; readonly host: string; readonly by?: string | undefined };
  readonly sources: readonly BuildSource[];
  /** What it needs of a host: arch, libc and whatever the builder adds (`python: 3.11`). */
  readonly platform: Readonly<Record<string, string>>;
  /** Folder of the code below the build's folder, where relative paths of `static:` are looked up too. */
  readonly content?: string | undefined;
  /** What it was made of, if its builder tells: by it the next build is known to be the same. */
  readonly recipe?: Recipe | undefined;
  /** What its builder wants to know of it when it makes the next one. */
  readonly notes?: Readonly<Record<string, string>> | undefined;
  /** True once `post_build` changed its files on this host: they are no longer what the recipe makes. */
  readonly altered?: boolean | undefined;
  /** True once work followed it on this host that may change its files, of which none is a link to another build's then. */
  readonly own?: boolean | undefined;
  /** SHA-256 over the list of all its files and their SHA-256. */
  readonly checksum: string;
}

/** What a builder says of the build that it made; core adds number, time and checksum. */
export type BuildDraft = Pick<Build, 'name' | 'commit' | 'sources' | 'content' | 'recipe' | 'notes'> & {
  readonly platform?: Readonly<Record<string, string>>;
};

/**
 * What a build is made of, by name: the commit of each repository, fingerprints of settings, versions of tools. A build is
 * not made again while its recipe stays the same.
 */
export type Recipe = Readonly<Record<string, string>>;
