import type { Instance } from './service.js';

/**
 * What became of a build on a host: it was made and sealed (`good`), it served well (`served`), its activation failed
 * there (`failed`), or it served and was rolled back from (`bad`).
 */
export type Fate = 'good' | 'served' | 'failed' | 'bad';

export interface BuildRecord {
  readonly fate: Fate;
  /** When this was last true: ISO 8601. */
  readonly at: string;
  /** The roles that it was made or copied for: two roles of one machine keep their builds apart. */
  readonly roles?: readonly string[] | undefined;
}

/** What serves a role on a host. */
export interface ServingRecord {
  /** The build that serves, and the one that served before it. */
  readonly active: string | undefined;
  readonly previous: string | undefined;
  /** The build that served when the site was taken down. */
  readonly resting?: string | undefined;
  readonly instances: readonly Instance[];
  /** Name of the process manager that was chosen for its services, or runs them. */
  readonly manager?: string | undefined;
  /** Instances that were told to end, or could not be: ended by the next run. */
  readonly draining: readonly Instance[];
  /** Counts activations, so that no two instances share an id. */
  readonly generation: number;
  /** When the active build began to serve: ISO 8601. */
  readonly since: string | undefined;
  /** True if its activation did not come to its end: the next one has something to do though the same build serves. */
  readonly incomplete?: boolean | undefined;
}

/** The content of `state.json` on a host. */
export interface HostStateData {
  readonly version: 2;
  readonly builds: Readonly<Record<string, BuildRecord>>;
  /** By role. */
  readonly serving: Readonly<Record<string, ServingRecord>>;
}

/** Reads and changes what a host remembers of builds and services. */
export interface HostState {
  read(): Promise<HostStateData>;
  /** Changes it atomically: the file is the old or the new one, never a part. */
  update(change: (state: HostStateData) => HostStateData): Promise<void>;
}
