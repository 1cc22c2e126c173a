/** A site or a program of fabcloudkit on a host. */
export interface AncestorsPart {
  /** `<build>_<name>`, or `<build>`. */
  readonly name: string;
  readonly file: string | undefined;
  /** Of a site: the server names and where it listens. Of a program: whether it runs, and where it listens. */
  readonly about: string;
  /** Where `fck adopt` keeps its file when it replaces the part; undefined if the part stays. */
  readonly backup: string | undefined;
  /** Why `fck adopt` does not replace it. */
  readonly staysBecause: string | undefined;
}

/** What fabcloudkit made on a host, and what `fck adopt` would do with it. */
export interface AdoptionRow {
  readonly host: string;
  readonly role: string;
  readonly address: string;
  /** What fabcloudkit recorded there. */
  readonly record: AncestorsRecord | undefined;
  /** Its builds. They stay. */
  readonly builds: readonly string[];
  readonly sites: readonly AncestorsPart[];
  readonly programs: readonly AncestorsPart[];
  /** Whether there is something that `fck adopt` would replace. */
  readonly adoptable: boolean;
  /** Whether fck has a build there that could serve. */
  readonly hasBuild: boolean;
  /** Why the host could not be checked. */
  readonly problem: string | undefined;
}

/** What fabcloudkit records of a project on a host. */
export interface AncestorsRecord {
  /** The newest build that was made without an error. */
  readonly last: string | undefined;
  /** Activated builds, by the `name` of the activation. The first versions of fabcloudkit had one activation, without a name. */
  readonly active: readonly {
    readonly name: string | undefined;
    readonly build: string;
    readonly port: number | undefined;
  }[];
}
