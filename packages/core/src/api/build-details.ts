import type { Build } from './build.js';

/** A build on a host, and what is installed in it. */
export interface BuildDetails {
  /** The host that has it. */
  readonly host: string;
  readonly build: Build;
  /** Installed Python packages, sorted by name. */
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}
