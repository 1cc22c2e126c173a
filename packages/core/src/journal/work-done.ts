import type { RecordedEvent } from './event-schema.js';
import type { RecordedRun } from './recorded-run.js';
import type { OnceDone, Resumption } from './resumption.js';

/** The work of a run that a later one need not repeat. Includes the work of the run that it resumed. */
export function workDoneBy({ head, events }: RecordedRun): Resumption {
  const before = head.resumes;
  const ended = events.flatMap((event) =>
    event.type === 'task:end' && event.status !== 'failed' ? [event.task] : [],
  );
  const undone = new Set(events.flatMap((event) => (event.type === 'task:undone' ? [event.task] : [])));
  const tasks = new Set(events.flatMap((event) => (event.type === 'task:start' ? [event.task] : [])));
  const doneOn = new Map(before?.doneOn.map(({ task, hosts }) => [task, hosts]));
  for (const task of tasks) {
    const hosts = [...(doneOn.get(task) ?? []), ...hostsDone(events, task)];
    if (hosts.length > 0) doneOn.set(task, [...new Set(hosts)]);
  }
  return {
    run: head.run,
    done: [...new Set([...(before?.done ?? []), ...ended])].filter((task) => !undone.has(task)),
    doneOn: [...doneOn].flatMap(([task, hosts]) => (undone.has(task) ? [] : [{ task, hosts }])),
    once: [...(before?.once ?? []), ...onceDone(events, undone)],
  };
}

/** Work of `context.once` that began and has no end: whether it is done is unknown. */
export function unfinishedOnce(events: readonly RecordedEvent[]): OnceDone | undefined {
  const begun = events.flatMap((event) => (event.type === 'once:start' ? [event] : []));
  return begun.find((start) => !events.some((event) => event.type === 'once:end' && isSame(event, start)));
}

function onceDone(events: readonly RecordedEvent[], undone: ReadonlySet<string>): OnceDone[] {
  return events.flatMap((event) => {
    if (event.type !== 'once:end' || event.status !== 'ok' || undone.has(event.phase)) return [];
    const { plugin, role, name, host } = event;
    return [{ plugin, role, name, host }];
  });
}

function isSame(one: OnceDone, other: OnceDone): boolean {
  return one.plugin === other.plugin && one.role === other.role && one.name === other.name;
}

/** The hosts whose work in a task's own phase ended successfully. */
function hostsDone(events: readonly RecordedEvent[], task: string): string[] {
  const states = new Map<string, boolean>();
  for (const event of events) {
    if (event.type === 'host:start' && event.phase === task) states.set(event.host, false);
    if (event.type === 'host:end' && event.phase === task)
      states.set(event.host, event.status === 'ok' || event.status === 'changed');
  }
  return [...states].flatMap(([host, isDone]) => (isDone ? [host] : []));
}
