/** A site of a reverse proxy that fck did not write: one configuration file. */
export interface ForeignSite {
  readonly file: string;
  /** Server names that it answers to; none: whatever no other site does. */
  readonly names: readonly string[];
  /** Where it listens: `80`, `10.0.0.5:8080`. */
  readonly listens: readonly string[];
  /** Where on this host it passes requests to: `127.0.0.1:8001`. */
  readonly backends: readonly string[];
  /**
   * Whether the site of the role would answer every request that this one answers, once this one is gone: because it has its names, or
   * as the site that answers whatever no other does.
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

/** Things of others whose place is taken, and where their configuration files are kept. */
export interface Replaced {
  /** Of sites: their files. Of programs: their names. */
  readonly names: readonly string[];
  /** Folder on the host for the configuration files, which are kept under their own names. It may not be there yet. */
  readonly backups: string;
}

/** Programs of one process manager, by its name in `fck.processManagers`. */
export interface ReplacedPrograms extends Replaced {
  readonly manager: string;
}

/** What an activation takes the place of: sites and programs of others that serve the same visitors. */
export interface TakeOver {
  /** They go when the reverse proxy switches. */
  readonly sites: Replaced;
  /** They are ended once no request can come to them any more. */
  readonly programs: readonly ReplacedPrograms[];
}
