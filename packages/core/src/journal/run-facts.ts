import type { RecordedEvent } from './event-schema.js';
import type { JournalHead } from './journal-head.js';
import type { RecordedRun } from './recorded-run.js';

/** How a run ended, if it did: a killed run recorded no end. */
export type RunResult = 'ok' | 'failed' | 'interrupted' | 'running' | 'killed';

/** The summary of a run. */
export interface RunFacts {
  readonly head: JournalHead;
  readonly result: RunResult;
  /** Milliseconds; for a run without an end, until its last recorded event. */
  readonly ms: number;
  /** The hosts that its tasks were for. */
  readonly hosts: readonly string[];
  /** The failure, in one sentence. */
  readonly failure: string | undefined;
}

/**
 * Sums up a run.
 *
 * @param isRunning whether its process still runs
 */
export function factsOf(
  { head, events }: RecordedRun,
  isRunning: (process: JournalHead['process']) => boolean,
): RunFacts {
  const end = events.find((event) => event.type === 'run:end' && event.run === head.run);
  const failed = events.findLast((event) => event.type === 'task:end' && event.status === 'failed');
  const failure = failed?.type === 'task:end' ? failed : undefined;
  return {
    head,
    result: end?.type === 'run:end' ? resultOf(end.ok, failure?.code) : unended(isRunning(head.process)),
    ms: end?.type === 'run:end' ? end.ms : (events.at(-1)?.at ?? head.at) - head.at,
    hosts: hostsOf(events),
    failure: failure && `${failure.task}: ${failure.note ?? failure.code ?? 'failed'}`,
  };
}

function resultOf(ok: boolean, code: string | undefined): RunResult {
  if (ok) return 'ok';
  return code === 'INTERRUPTED' ? 'interrupted' : 'failed';
}

function unended(isRunning: boolean): RunResult {
  return isRunning ? 'running' : 'killed';
}

function hostsOf(events: readonly RecordedEvent[]): string[] {
  return [...new Set(events.flatMap((event) => (event.type === 'task:start' ? event.hosts : [])))];
}
