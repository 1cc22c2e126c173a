import type { Instance } from './service.js';

/**
 * The status of a build on a host: it was made and sealed (`ready`), it served well (`served`), its activation failed
 * there (`failed`), or it served and was rolled back (`rejected`).
 */
export type BuildStatus = 'ready' | 'served' | 'failed' | 'rejected';

export interface BuildRecord {
  readonly status: BuildStatus;
  /** When the build last had this status: ISO 8601. */
  readonly at: string;
  /** The roles that it was made or copied for: two roles of one machine keep their builds apart. */
  readonly roles?: readonly string[] | undefined;
}

/** What serves a role on a host. */
export interface ServingRecord {
  /** The active build, and the one that was active before it. */
  readonly active: string | undefined;
  readonly previous: string | undefined;
  /** The build that was active when the site was taken down. */
  readonly deactivated?: string | undefined;
  readonly instances: readonly Instance[];
  /** Name of the process manager that was chosen for its services or runs them. */
  readonly manager?: string | undefined;
  /** Instances that are ending or could not be ended. The next run ends them. */
  readonly draining: readonly Instance[];
  /** Counts activations, so that no two instances share an id. */
  readonly generation: number;
  /** When the active build started serving: ISO 8601. */
  readonly since: string | undefined;
  /** True if its activation did not finish: the next one has work to do although the same build is active. */
  readonly incomplete?: boolean | undefined;
}

/** The content of `state.json` on a host. */
export interface HostStateData {
  readonly version: 3;
  readonly builds: Readonly<Record<string, BuildRecord>>;
  /** By role. */
  readonly serving: Readonly<Record<string, ServingRecord>>;
}

/** Reads and changes the record of builds and services on a host. */
export interface HostState {
  read(): Promise<HostStateData>;
  /** Changes the file atomically: readers see the old or the new content, never a part. */
  update(change: (state: HostStateData) => HostStateData): Promise<void>;
}
