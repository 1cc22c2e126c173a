/** A thing that differs between two builds: without `before` it is new, without `after` it is gone. */
export interface ChangedItem {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What differs between two builds on a host. */
export interface BuildDiff {
  /** The host that has both. */
  readonly host: string;
  /** Names of the builds. */
  readonly before: string;
  readonly after: string;
  /** Commits, by repository. */
  readonly sources: readonly ChangedItem[];
  /** Versions of installed Python packages, by name. */
  readonly packages: readonly ChangedItem[];
  /** Paths in the build's folder, sorted. */
  readonly files: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
}
