/** The exit codes of the process. */
export const ExitCode = {
  done: 0,
  failed: 1,
  /** `plan --detailed-exitcode` found something that would change. */
  changesFound: 2,
  /** SIGHUP, in the form of shells: 128 + 1. The terminal was closed. */
  hungUp: 129,
  /** SIGINT, as a shell reports it: 128 + 2. */
  interrupted: 130,
  /** SIGTERM, as a shell reports it: 128 + 15. */
  terminated: 143,
} as const;
