import { errorKind, isFckError } from './fck-error.js';

/** What can go wrong while fck works on a machine. */
export const remoteErrors = {
  commandFailed: errorKind(
    'COMMAND_FAILED',
    'A command on a host ended with an exit code other than 0. The message holds the command (without secrets), its exit code and the end of its output.',
    (host: string, command: string, code: number | string, output: string) => ({
      message: `A command failed on ${host} (exit ${code}): ${command}`,
      detail: output === '' ? undefined : output,
      hint: 'The end of its output is above; `fck ssh` opens a shell on the host.',
      host,
    }),
  ),
  unfitFile: errorKind(
    'FILE_UNFIT',
    'A file that fck reads on a host is a folder or a named pipe, or it is much too large.',
    (host: string, path: string, why: string) => ({
      message: `${path} on ${host} cannot be read: ${why}.`,
      hint: 'fck did not create it. Find out who did, move it away, and run the same command again.',
      host,
    }),
  ),
  unfitAnswer: errorKind(
    'ANSWER_UNFIT',
    'A Python function of a plugin returned something else on a host than the plugin expects.',
    (host: string, name: string, why: string) => ({
      message: `${name} returned something unexpected on ${host}: ${why}.`,
      hint: 'Report it to the author of the plugin.',
      host,
    }),
  ),
  timedOut: errorKind(
    'COMMAND_TIMEOUT',
    'A command on a host exceeded its time limit.',
    (host: string, command: string, seconds: number, output: string) => ({
      message: `A command on ${host} took longer than ${seconds} s, and fck stopped waiting: ${command}`,
      detail: output === '' ? undefined : output,
      hint: 'It may still be running there: look with `fck ssh`.',
      host,
    }),
  ),
  unknownOutcome: errorKind(
    'OUTCOME_UNKNOWN',
    'The connection broke while a command was running, or the host did not answer for a minute. It is not known whether the command finished, so fck does not repeat it.',
    (host: string, command: string, { silent = false }: { readonly silent?: boolean | undefined } = {}) => ({
      message: silent
        ? `Nothing has answered on ${host} for a minute while this was running: ${command}`
        : `The connection to ${host} broke while this was running: ${command}`,
      hint: silent
        ? 'The host hangs, or the process `fck-helper` on it is stopped: look with `fck ssh`. Then run the same fck command again: it checks what was done and continues from there.'
        : 'Run the same fck command again: it checks what was done and continues from there.',
      host,
    }),
  ),
  expectation: errorKind(
    'EXPECTATION_FAILED',
    'A condition that a host should meet was not met in time.',
    (host: string, what: string, seconds: number, detail: string | undefined) => ({
      message: `On ${host}, ${what} was expected within ${seconds} s and did not happen.`,
      detail,
      host,
    }),
  ),
  planUnknown: errorKind(
    'PLAN_UNKNOWN',
    'In a dry run, a command reads something that depends on a change which was only planned. The rest of this step cannot be predicted.',
    (host: string, command: string) => ({
      message: `The rest of this step on ${host} depends on a change that is only planned: ${command}`,
      host,
    }),
  ),
  noStreamInPlan: errorKind('PLAN_STREAM', 'A plugin tried to move data in a dry run.', (host: string) => ({
    message: `Data cannot be moved on ${host} in a dry run.`,
    host,
  })),
  reboot: errorKind(
    'REBOOT_FAILED',
    'A host did not come back after a reboot, or did not reboot at all.',
    (host: string, seconds: number, why: string) => ({
      message: `${host} did not come back from its reboot within ${seconds} s: ${why}`,
      hint: 'Look at its console; then run the same command again.',
      host,
    }),
  ),
};

/** Whether {@link Remote.expect} threw because the condition was not met in time, rather than because it could not be checked. */
export function isExpectationFailed(thrown: unknown): boolean {
  return isFckError(thrown) && thrown.code === 'EXPECTATION_FAILED';
}
