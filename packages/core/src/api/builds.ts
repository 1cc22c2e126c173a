import type { Build } from './build.js';
import type { Fate } from './host-state.js';

/** A build on a host. */
export interface BuildRow {
  readonly host: string;
  readonly role: string;
  readonly name: string;
  readonly commit: string;
  /** When it was made: ISO 8601; undefined while it is, and of a foreign one. */
  readonly createdAt: string | undefined;
  /** Who made it, where; undefined while it is made, and of a foreign one. */
  readonly builtBy: Build['builtBy'] | undefined;
  /** Bytes on disk. What builds share is counted for the oldest of them. */
  readonly bytes: number;
  /** `building`: it is not finished, or never will be. `foreign`: it was not made by fck, which never removes it. */
  readonly fate: Fate | 'building' | 'foreign';
  /** Whether it serves the role there. */
  readonly active: boolean;
}

/** The builds of a host, or why it could not be asked. */
export interface BuildsOfHost {
  readonly host: string;
  readonly role: string;
  /** Newest first. */
  readonly builds: readonly BuildRow[];
  readonly problem: string | undefined;
}
