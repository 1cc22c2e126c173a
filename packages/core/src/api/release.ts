import type { Environment } from './environment.js';

/** A command of `activate: release:` or `activate: after:`. */
export interface OnceCommand {
  /** A line of shell. */
  readonly command: string;
  readonly env: Environment;
  /** Seconds. */
  readonly timeout: number;
}
