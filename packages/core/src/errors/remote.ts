import { errorKind, isFckError } from './fck-error.js';

/** What can go wrong while something is done on a machine. */
export const remoteErrors = {
  commandFailed: errorKind(
    'COMMAND_FAILED',
    'A command on a host ended with an exit code other than 0. The message holds the command (without secrets), its exit code and the end of its output.',
    (host: string, command: string, code: number | string, output: string) => ({
      message: `A command failed on ${host} (exit ${code}): ${command}`,
      detail: output === '' ? undefined : output,
      hint: 'The end of its output stands above; `fck ssh` takes you to the host.',
      host,
    }),
  ),
  unfitFile: errorKind(
    'FILE_UNFIT',
    'A file of a host is not what fck reads: a folder or a named pipe is in its place, or it is much too large.',
    (host: string, path: string, why: string) => ({
      message: `${path} on ${host} cannot be read: ${why}.`,
      hint: 'fck did not make it so. See who did, move it away, and run the same command again.',
      host,
    }),
  ),
  timedOut: errorKind(
    'COMMAND_TIMEOUT',
    'A command on a host took longer than it may.',
    (host: string, command: string, seconds: number, output: string) => ({
      message: `A command on ${host} took longer than ${seconds} s and was given up: ${command}`,
      detail: output === '' ? undefined : output,
      hint: 'It may still be running there: look with `fck ssh`.',
      host,
    }),
  ),
  unknownOutcome: errorKind(
    'OUTCOME_UNKNOWN',
    'The connection broke while a command was running. Whether it ended is not known, so it is not repeated blindly.',
    (host: string, command: string) => ({
      message: `The connection to ${host} broke while this was running: ${command}`,
      hint: 'Run the same command of fck again: it looks at what was done and goes on from there.',
      host,
    }),
  ),
  expectation: errorKind(
    'EXPECTATION_FAILED',
    'Something that should have become true on a host did not in time.',
    (host: string, what: string, seconds: number, detail: string | undefined) => ({
      message: `On ${host}, ${what} was expected within ${seconds} s, and did not come true.`,
      detail,
      host,
    }),
  ),
  planUnknown: errorKind(
    'PLAN_UNKNOWN',
    'In a dry run something had to be looked up that depends on a change which was only planned. What follows it in this step cannot be foreseen.',
    (host: string, command: string) => ({
      message: `What follows on ${host} depends on a change that is only planned: ${command}`,
      host,
    }),
  ),
  noStreamInPlan: errorKind('PLAN_STREAM', 'A plugin tried to move data in a dry run.', (host: string) => ({
    message: `Data cannot be moved on ${host} in a dry run.`,
    host,
  })),
  reboot: errorKind(
    'REBOOT_FAILED',
    'A host was told to reboot and did not come back, or did not boot anew.',
    (host: string, seconds: number, why: string) => ({
      message: `${host} did not come back from its reboot within ${seconds} s: ${why}`,
      hint: 'Look at its console; then run the same command again.',
      host,
    }),
  ),
};

/**
 * Whether what {@link Remote.expect} threw says that something did not become true in time, rather than that it could not be asked
 * about.
 */
export function isExpectationFailed(thrown: unknown): boolean {
  return isFckError(thrown) && thrown.code === 'EXPECTATION_FAILED';
}
