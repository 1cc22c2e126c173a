import type { Secret } from '../command/secret.js';

/** A file that an activation writes. */
export interface WrittenFile {
  /** Absolute path on the host. */
  readonly path: string;
  /** Its whole text, as passed to `remote.write`. */
  readonly content: string | Secret;
}
