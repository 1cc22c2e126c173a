/** What came of a command on one host. */
export interface ExecResult {
  readonly host: string;
  /**
   * 128 and the signal's number if a signal ended it. Undefined if the host could not be asked, its connection broke, or the command
   * was ended because it printed too much: then `error` says so.
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

/** Follows a command on the hosts as it goes on. Secrets are removed. */
export interface ExecFollower {
  /** Before the command is run anywhere. */
  begins?(hosts: readonly string[]): void;
  /** Whole lines, as they were printed; only the last one of a stream may have no end. */
  output?(host: string, stream: 'stdout' | 'stderr', text: string): void;
  ended?(result: ExecResult): void;
}
