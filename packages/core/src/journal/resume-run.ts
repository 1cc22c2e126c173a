import { journalErrors } from '../errors/journal.js';
import type { Fck } from '../fck.js';
import type { Selection } from '../hosts/select.js';
import { type RunTasksOptions, runTasks } from '../run/run-tasks.js';
import type { RunSummary } from '../run/summary.js';
import { configDigest } from './describe-run.js';
import type { RecordedRun } from './recorded-run.js';
import { recordedRun, recordedRuns } from './recorded-runs.js';
import { checkResumable, named, type WantedRun } from './resumable.js';
import type { Resumption } from './resumption.js';
import { factsOf } from './run-facts.js';
import { isRunning } from './run-process.js';
import { workDoneBy } from './work-done.js';

/** What may be said anew when a run is gone on with; everything else is as it was. */
export type ResumeOptions = Pick<RunTasksOptions, 'signal' | 'dryRun' | 'lockWait'>;

/**
 * Goes on with a run that failed, was interrupted or killed: the same tasks with the same arguments for the same hosts, without
 * what it has done.
 *
 * @throws FckError `RUN_UNKNOWN`, `RESUME_NOTHING`, `RESUME_OTHER_TASKS`, `RESUME_RUNNING`, `RESUME_WITHHELD`, `RESUME_REFUSED`, or the
 *   failure that ended the run
 */
export async function resumeRun(
  fck: Fck,
  wanted: WantedRun = {},
  options: ResumeOptions = {},
): Promise<RunSummary> {
  const chosen = wanted.run === undefined ? await lastRun(fck) : await recordedRun(fck.project, wanted.run);
  const facts = factsOf(chosen, isRunning);
  checkResumable(facts, wanted);
  const { head } = chosen;
  const resume = workDoneBy(chosen);
  checkBegunTasks(fck, chosen, resume);
  const { run, tasks, ended } = named(facts);
  const done = resume.done.length > 0 ? ` Done already: ${resume.done.join(', ')}.` : '';
  const text = `Going on with run ${run} of ${head.who} (${tasks}), which ${ended}.${done}`;
  fck.emit({ type: 'note', level: 'info', text });
  if (head.config.digest !== configDigest(fck))
    fck.emit({
      type: 'note',
      level: 'warn',
      text: 'The configuration has changed since then. What that run has done is not done anew: leave out --resume if it should be.',
    });
  const { args, force } = head;
  return runTasks(fck, head.tasks, { ...options, ...selectionOf(head), args, force, resume });
}

/** What the run was asked for: in a journal, an empty list says that all were meant. */
function selectionOf({ roles, hosts }: RecordedRun['head']): Selection {
  return { ...(roles.length > 0 ? { roles } : {}), ...(hosts.length > 0 ? { hosts } : {}) };
}

async function lastRun(fck: Fck): Promise<RecordedRun> {
  for await (const run of recordedRuns(fck.project)) return run;
  throw journalErrors.nothingToResume(undefined);
}

/** A task that was begun and must not be done again ends it. */
function checkBegunTasks(fck: Fck, { head, events }: RecordedRun, { done }: Resumption): void {
  for (const event of events)
    if (
      event.type === 'task:start' &&
      !done.includes(event.task) &&
      fck.tasks.get(event.task).onResume === 'refuse'
    )
      throw journalErrors.notAgain(head.run, event.task);
}
