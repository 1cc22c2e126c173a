/** An activation that is under way, or that an interrupted run left. */
export interface UnfinishedActivation {
  readonly run: string;
  readonly build: string;
  readonly phase: 'preparing' | 'switching' | 'committed';
  /** ISO 8601. */
  readonly since: string;
}

/** What a host serves. */
export interface StatusRow {
  readonly host: string;
  readonly role: string;
  readonly address: string;
  /** The build that serves; undefined if none does. */
  readonly active: string | undefined;
  /** The build that served before it. */
  readonly previous: string | undefined;
  /** When the active build began to serve: ISO 8601. */
  readonly since: string | undefined;
  /** Whether all its services run. */
  readonly running: boolean;
  /**
   * Whether a visitor of the site is answered by the active build, as the host itself finds by asking the reverse proxy; for a role
   * without a site, whether its services run.
   */
  readonly serving: boolean;
  /** How many finished builds are on the host. */
  readonly builds: number;
  /** The newest of them. */
  readonly newest: string | undefined;
  /** Where the site is served, as seen from outside. */
  readonly url: string | undefined;
  /** An activation that is under way, or that a run left unfinished: the next one takes it back or finishes it. */
  readonly unfinished: UnfinishedActivation | undefined;
  /** Why the host could not be asked, or what is wrong with what it should serve: one sentence, or several with `; ` between. */
  readonly problem: string | undefined;
}
