import { journalErrors, type NamedRun } from '../errors/journal.js';
import type { RunFacts } from './run-facts.js';

/** The run to resume. */
export interface WantedRun {
  /** Its name. Default: the last one. */
  readonly run?: string | undefined;
  /** The tasks that it must have been called with. Default: any. */
  readonly tasks?: readonly string[] | undefined;
}

/**
 * Checks that a run can be resumed: it has ended without success.
 *
 * @throws FckError `RESUME_NOTHING`, `RESUME_OTHER_TASKS`, `RESUME_RUNNING`, `RESUME_WITHHELD`
 */
export function checkResumable(facts: RunFacts, { tasks }: WantedRun): void {
  const { head, result } = facts;
  if (tasks && !sameTasks(head.tasks, tasks)) throw journalErrors.otherTasks(named(facts), tasks);
  if (result === 'ok') throw journalErrors.nothingToResume(named(facts));
  if (result === 'running') throw journalErrors.stillRunning(head.run, head.who, head.process.pid);
  if (head.withheld.length > 0) throw journalErrors.withheld(head.run, head.withheld);
}

/** How a run ended, as part of a sentence. */
const endings = {
  ok: 'ended well',
  failed: 'failed',
  interrupted: 'was interrupted',
  killed: 'was killed',
  running: 'is still at work',
} as const;

/** A run as messages name it. */
export function named({ head, result }: RunFacts): NamedRun {
  return { run: head.run, tasks: head.tasks.join(' '), ended: endings[result] };
}

function sameTasks(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((task, index) => task === other[index]);
}
