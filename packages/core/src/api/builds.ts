import type { Build } from './build.js';
import type { BuildStatus } from './host-state.js';

/** A build on a host. */
export interface BuildRow {
  readonly host: string;
  readonly role: string;
  readonly name: string;
  readonly commit: string;
  /** When it was made: ISO 8601; undefined while it is being made, and for a foreign build. */
  readonly createdAt: string | undefined;
  /** Who made it, and where; undefined while it is being made, and for a foreign build. */
  readonly builtBy: Build['builtBy'] | undefined;
  /** Bytes on disk. Shared files are counted for the oldest build. */
  readonly bytes: number;
  /** `building`: it is not finished, or never will be. `foreign`: fck did not make it, and never removes it. */
  readonly status: BuildStatus | 'building' | 'foreign';
  /** Whether it serves the role there. */
  readonly active: boolean;
}

/** The builds of a host, or why the host could not be reached. */
export interface BuildsOfHost {
  readonly host: string;
  readonly role: string;
  /** Newest first. */
  readonly builds: readonly BuildRow[];
  readonly problem: string | undefined;
}
