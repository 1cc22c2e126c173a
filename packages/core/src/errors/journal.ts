import { errorKind } from './fck-error.js';

/** A run, as messages name it. */
export interface NamedRun {
  readonly run: string;
  /** `build activate` */
  readonly tasks: string;
  /** How it ended, as part of a sentence. */
  readonly ended: string;
}

/** What can be wrong with what is remembered of runs, and with going on with one. */
export const journalErrors = {
  runUnknown: errorKind(
    'RUN_UNKNOWN',
    '`fck history` or `--resume` was given a name that is no run of this configuration that is remembered. The last 50 are.',
    (name: string) => ({
      message: `No run "${name}" of this configuration is remembered.`,
      hint: '`fck history` lists them. With `--resume` no tasks are named: those of the run are done.',
    }),
  ),
  unreadable: errorKind(
    'RUN_UNREADABLE',
    'What is remembered of runs on this machine cannot be read: which run was the last is not known then.',
    (path: string, why: string) => ({
      message: `${path} cannot be read: ${why}.`,
      hint: 'If somebody ran fck here as another user (sudo), take it over: `sudo chown -R "$USER" .fck`. Without it, `fck history` and `--resume` would know of earlier runs only.',
    }),
  ),
  nothingToResume: errorKind(
    'RESUME_NOTHING',
    '`--resume` goes on with the last run if that failed, was interrupted or killed. There is no such run.',
    (last: NamedRun | undefined) => ({
      message: last
        ? `There is nothing to go on with: run ${last.run} (${last.tasks}) ${last.ended}.`
        : 'There is nothing to go on with: no run of this configuration is remembered.',
      hint: last
        ? 'Run the tasks anew. `fck history` lists earlier runs, and `fck run --resume RUN` goes on with one of them.'
        : 'Run the tasks: what is done already is found done.',
    }),
  ),
  stillRunning: errorKind(
    'RESUME_RUNNING',
    'The run that `--resume` would go on with has not ended: its process is still at work on this machine.',
    (run: string, who: string, pid: number) => ({
      message: `Run ${run} of ${who} is still at work: process ${pid} of this machine.`,
      hint: 'Wait until it has ended, or interrupt it: one SIGINT lets it finish the step in hand.',
    }),
  ),
  otherTasks: errorKind(
    'RESUME_OTHER_TASKS',
    '`fck up --resume` was asked for, and the last run was one of other tasks.',
    (last: NamedRun) => ({
      message: `The last run, ${last.run}, was not "fck up": it did ${last.tasks}, and ${last.ended}.`,
      hint: '`fck run --resume` goes on with whatever the last run did; `fck history` lists earlier ones, and `fck run --resume RUN` goes on with one of them.',
    }),
  ),
  withheld: errorKind(
    'RESUME_WITHHELD',
    'The run to go on with had a secret among its arguments, and secrets are not written down.',
    (run: string, args: readonly string[]) => ({
      message: `Run ${run} was given a secret as ${args.map((name) => `--${name}`).join(', ')}, which was not written down.`,
      hint: 'Run the tasks anew: what is done already is found done.',
    }),
  ),
  notAgain: errorKind(
    'RESUME_REFUSED',
    'The run to go on with did not end well in a task that may have done its work all the same, and would do more if it were done again.',
    (run: string, task: string) => ({
      message: `Run ${run} did not end well in "${task}", which may have done its work all the same: doing it again could do more than was asked for.`,
      hint: `Look at what there is (\`fck status\`), then run ${task} if it is still needed.`,
    }),
  ),
};
