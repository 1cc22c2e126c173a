/** Whether a build on a host is what was built, and serves. */
export interface VerifyRow {
  readonly host: string;
  readonly role: string;
  /** The active build; for a role that serves nothing, the newest. Undefined if the host has none. */
  readonly build: string | undefined;
  /** Whether it is the active one. */
  readonly active: boolean;
  /** Files that were read and compared. */
  readonly files: number;
  /** Deviations, one sentence each; also why the host could not be reached. */
  readonly problems: readonly string[];
}
