/** A site of a reverse proxy that fck did not write: one configuration file. */
export interface ForeignSite {
  readonly file: string;
  /** Its server names; empty for a site that answers every name that no other site has. */
  readonly names: readonly string[];
  /** Where it listens: `80`, `10.0.0.5:8080`. */
  readonly listens: readonly string[];
  /** Addresses on this host that it passes requests to: `127.0.0.1:8001`. */
  readonly backends: readonly string[];
  /**
   * Whether the role's site would answer every request of this site once it is removed: by name because it has the same names, or
   * as the default site.
   */
  readonly covered: 'by name' | 'as default' | false;
}

/** A program of a process manager that fck did not define. */
export interface ForeignProgram {
  readonly name: string;
  /** Its configuration file; undefined if the process manager runs it without one. */
  readonly file: string | undefined;
  readonly running: boolean;
  readonly command: string | undefined;
}

/** Foreign sites or programs to replace, and where their configuration files are kept. */
export interface Replaced {
  /** For sites their files, for programs their names. */
  readonly names: readonly string[];
  /** Folder on the host for the configuration files, which keep their names. It may not exist yet. */
  readonly backups: string;
}

/** Programs to replace, of one process manager by its name in `fck.processManagers`. */
export interface ReplacedPrograms extends Replaced {
  readonly manager: string;
}

/** The foreign sites and programs that an activation replaces because they serve the same visitors. */
export interface TakeOver {
  /** Removed when the reverse proxy switches. */
  readonly sites: Replaced;
  /** Ended once no request can reach them any more. */
  readonly programs: readonly ReplacedPrograms[];
}
