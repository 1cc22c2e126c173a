import type { RunTasksOptions } from '../api/run-options.js';
import type { Selection } from '../api/selection.js';
import type { RunSummary } from '../api/summary.js';
import { journalErrors } from '../errors/journal.js';
import { configDigest } from '../journal/describe-run.js';
import type { RecordedRun } from '../journal/recorded-run.js';
import { recordedRun, recordedRuns } from '../journal/recorded-runs.js';
import { checkResumable, named, type WantedRun } from '../journal/resumable.js';
import type { Resumption } from '../journal/resumption.js';
import { factsOf } from '../journal/run-facts.js';
import { isRunning } from '../journal/run-process.js';
import { unfinishedOnce, workDoneBy } from '../journal/work-done.js';
import { withoutPipelines } from './pipelines.js';
import type { RunContainer } from './run-container.js';
import { runTasks } from './run-tasks.js';
import { tasksInOrder } from './task-order.js';

/** Options that may be overridden on resume; all others are those of the earlier run. */
export type ResumeOptions = Pick<RunTasksOptions, 'signal' | 'dryRun' | 'lockWait' | 'confirm'>;

/**
 * Resumes a run that failed, was interrupted or killed: the same tasks with the same arguments for the same hosts,
 * without the work that it has done.
 *
 * @throws FckError `RUN_UNKNOWN`, `RESUME_NOTHING`, `RESUME_OTHER_TASKS`, `RESUME_RUNNING`, `RESUME_WITHHELD`,
 * `RESUME_REFUSED`, `RESUME_ONCE_UNKNOWN`, or the failure that ended the run
 */
export async function resumeRun(
  fck: RunContainer,
  wanted: WantedRun = {},
  options: ResumeOptions = {},
): Promise<RunSummary> {
  const chosen = wanted.run === undefined ? await lastRun(fck) : await recordedRun(fck.project, wanted.run);
  const facts = factsOf(chosen, isRunning);
  checkResumable(facts, wanted);
  const { head } = chosen;
  const resume = workDoneBy(chosen);
  await fck.loadTasks(head.tasks);
  checkBegunTasks(fck, chosen, resume);
  checkBegunOnce(fck, chosen, resume);
  const { run, tasks, ended } = named(facts);
  const done = resume.done.length > 0 ? ` Done already: ${resume.done.join(', ')}.` : '';
  const text = `Going on with run ${run} of ${head.who} (${tasks}), which ${ended}.${done}`;
  fck.emit({ type: 'note', level: 'info', text });
  if (head.config.digest !== configDigest(fck))
    fck.emit({
      type: 'note',
      level: 'warn',
      text: 'The configuration has changed since then. What that run has done is not done again: leave out --resume if it should be.',
    });
  const { args, force } = head;
  return runTasks(fck, head.tasks, { ...options, ...selectionOf(head), args, force, resume });
}

/** The selection of the run: in a journal, an empty list means all. */
function selectionOf({ roles, hosts }: RecordedRun['head']): Selection {
  return { ...(roles.length > 0 ? { roles } : {}), ...(hosts.length > 0 ? { hosts } : {}) };
}

async function lastRun(fck: RunContainer): Promise<RecordedRun> {
  for await (const run of recordedRuns(fck.project)) return run;
  throw journalErrors.nothingToResume(undefined);
}

/** Refuses to resume a run in which a task began that must not be repeated. */
function checkBegunTasks(fck: RunContainer, { head, events }: RecordedRun, { done }: Resumption): void {
  for (const event of events)
    if (
      event.type === 'task:start' &&
      !done.includes(event.task) &&
      fck.tasks.get(event.task).onResume === 'refuse'
    )
      throw journalErrors.notAgain(head.run, event.task);
}

/** Refuses to resume a run that was killed during work that is done once. */
function checkBegunOnce(fck: RunContainer, { head, events }: RecordedRun, { done }: Resumption): void {
  const unknown = unfinishedOnce(events);
  if (!unknown) return;
  const left = tasksInOrder(fck.tasks, withoutPipelines(fck.pipelineSource, head.tasks)).filter(
    ({ name }) => !done.includes(name),
  );
  throw journalErrors.onceUnknown(
    head.run,
    unknown,
    left.map(({ name }) => name),
  );
}
