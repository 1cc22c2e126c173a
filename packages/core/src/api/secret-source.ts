/** What a secret source gets with a reference. */
export interface SecretRequest {
  /** What the configuration has after the name of the source, without blanks around it. */
  readonly reference: string;
  /** Folder of the configuration: paths are relative to it. */
  readonly directory: string;
  /** Aborted at the time limit. */
  readonly signal: AbortSignal;
}

/**
 * A place where secrets are kept: `!secret SOURCE REFERENCE` in a configuration. It is asked on the machine that fck runs on, when a
 * command first sends the value, once for each reference. Registered in `fck.secretSources`.
 */
export interface SecretSource {
  readonly about: string;
  /**
   * The value of a secret. An error names the reason, never a value.
   *
   * @throws FckError with the reason as its message
   */
  read(request: SecretRequest): Promise<string>;
}
