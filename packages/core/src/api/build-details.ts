import type { Build } from './build.js';

/** A build on a host. */
export interface BuildDetails {
  /** The host that has it. */
  readonly host: string;
  readonly build: Build;
}
