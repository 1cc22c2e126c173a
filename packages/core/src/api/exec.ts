/** The result of a command on one host. */
export interface ExecResult {
  readonly host: string;
  /**
   * 128 plus the signal's number if a signal ended it. Undefined if the host could not be reached, its connection broke, or fck
   * ended the command because it printed too much: then `error` says so.
   */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly error?: string | undefined;
  /** The code of that error: `OUTPUT_TOO_LONG`. */
  readonly errorCode?: string | undefined;
  /** What to do about the error. */
  readonly hint?: string | undefined;
}

/** Follows a command on the hosts while it runs. Secrets are removed. */
export interface ExecFollower {
  /** Called before the command runs on any host. */
  begins?(hosts: readonly string[]): void;
  /** Whole lines, as they were printed; only the last one of a stream may have no end. */
  output?(host: string, stream: 'stdout' | 'stderr', text: string): void;
  ended?(result: ExecResult): void;
}
