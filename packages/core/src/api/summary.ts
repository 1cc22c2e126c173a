/** How a run ended. */
export interface RunSummary {
  readonly run: string;
  readonly tasks: readonly string[];
  readonly ok: boolean;
  /** Names of the hosts that failed. */
  readonly failed: readonly string[];
  /** Milliseconds. */
  readonly ms: number;
  readonly dryRun: boolean;
}
