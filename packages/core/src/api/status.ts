import type { Maintenance } from './maintenance.js';

/** An activation that is running, or that an interrupted run left. */
export interface UnfinishedActivation {
  readonly run: string;
  readonly build: string;
  readonly phase: 'preparing' | 'switching' | 'committed';
  /** ISO 8601. */
  readonly since: string;
}

/** The certificate that a site really shows to visitors. */
export interface ServedCertificate {
  /** ISO 8601. */
  readonly expires: string;
  /** Whole days until then; negative once it has expired. */
  readonly daysLeft: number;
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
   * Whether the active build answers visitors of the site, as a request of the host to the reverse proxy shows; for a role without a
   * site, whether its services run.
   */
  readonly serving: boolean;
  /** How many finished builds are on the host. */
  readonly builds: number;
  /** The newest of them. */
  readonly newest: string | undefined;
  /** Where the site is served, as seen from outside. */
  readonly url: string | undefined;
  /** The certificate with the fewest days left, if the site has TLS of its own. */
  readonly certificate: ServedCertificate | undefined;
  /** An activation that is running, or that a run left unfinished: the next one undoes or finishes it. */
  readonly unfinished: UnfinishedActivation | undefined;
  /** The maintenance of its site; undefined if visitors get the site. It is no problem. */
  readonly maintenance: Maintenance | undefined;
  /** Why the host could not be reached, or what is wrong with its site: one sentence, or several separated by `; `. */
  readonly problem: string | undefined;
}
