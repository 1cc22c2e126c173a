import { errorKind } from './fck-error.js';

/** A run, as messages name it. */
export interface NamedRun {
  readonly run: string;
  /** `build activate` */
  readonly tasks: string;
  /** How it ended, as part of a sentence. */
  readonly ended: string;
}

/** What can be wrong with recorded runs, and with resuming one. */
export const journalErrors = {
  runUnknown: errorKind(
    'RUN_UNKNOWN',
    '`fck history` or `--resume` was given a name that is not a recorded run of this configuration. The last 50 runs are recorded.',
    (name: string) => ({
      message: `This configuration has no recorded run "${name}".`,
      hint: '`fck history` lists the recorded runs. `--resume` takes no task names: it runs the tasks of that run.',
    }),
  ),
  unreadable: errorKind(
    'RUN_UNREADABLE',
    'The record of runs on this machine cannot be read, so the last run is not known.',
    (path: string, why: string) => ({
      message: `${path} cannot be read: ${why}.`,
      hint: 'If fck was run here as another user (sudo), take the folder over: `sudo chown -R "$USER" .fck`. Otherwise `fck history` and `--resume` know only earlier runs.',
    }),
  ),
  nothingToResume: errorKind(
    'RESUME_NOTHING',
    '`--resume` resumes the last run if it failed, was interrupted or was killed. There is no such run.',
    (last: NamedRun | undefined) => ({
      message: last
        ? `There is nothing to resume: run ${last.run} (${last.tasks}) ${last.ended}.`
        : 'There is nothing to resume: this configuration has no recorded run.',
      hint: last
        ? 'Run the tasks again. `fck history` lists earlier runs, and `fck run --resume RUN` resumes one of them.'
        : 'Run the tasks: fck skips what is already done.',
    }),
  ),
  stillRunning: errorKind(
    'RESUME_RUNNING',
    'The run that `--resume` would resume has not ended: its process is still running on this machine.',
    (run: string, who: string, pid: number) => ({
      message: `Run ${run} of ${who} is still running: process ${pid} of this machine.`,
      hint: 'Wait until it has ended, or interrupt it: after one SIGINT it finishes the current step and stops.',
    }),
  ),
  otherTasks: errorKind(
    'RESUME_OTHER_TASKS',
    '`fck up --resume`, or that of another pipeline, was asked for, and the last run was of other tasks.',
    (last: NamedRun, wanted: readonly string[]) => ({
      message: `The last run, ${last.run}, was not "fck ${wanted.join(' ')}": it ran ${last.tasks}, and ${last.ended}.`,
      hint: '`fck run --resume` resumes the last run, whatever its tasks; `fck history` lists earlier runs, and `fck run --resume RUN` resumes one of them.',
    }),
  ),
  withheld: errorKind(
    'RESUME_WITHHELD',
    'The run to resume had a secret among its arguments, and secrets are not recorded.',
    (run: string, args: readonly string[]) => ({
      message: `Run ${run} was given a secret as ${args.map((name) => `--${name}`).join(', ')}, which was not recorded.`,
      hint: 'Run the tasks again: fck skips what is already done.',
    }),
  ),
  onceUnknown: errorKind(
    'RESUME_ONCE_UNKNOWN',
    'The run to resume was killed during work that is done once in a run, on one host for all: a migration, for example. Whether the work was done is unknown.',
    (
      run: string,
      work: { readonly name: string; readonly plugin: string; readonly host: string },
      left: readonly string[],
    ) => ({
      message: `Run ${run} was killed while "${work.name}" of the plugin "${work.plugin}" ran on ${work.host}. Whether it was done is unknown.`,
      hint: `Look at ${work.host}, and undo what is half done there. Then run the tasks again without --resume, which also repeats "${work.name}": fck run ${left.join(' ')}`,
      host: work.host,
    }),
  ),
  notAgain: errorKind(
    'RESUME_REFUSED',
    'The run to resume failed or was interrupted in a task that may have done its work nevertheless, and that would do it a second time.',
    (run: string, task: string) => ({
      message: `Run ${run} failed or was interrupted in "${task}", which may have done its work nevertheless. Running it again could do it twice.`,
      hint: `Look at the current state (\`fck status\`), then run ${task} if it is still needed.`,
    }),
  ),
};
