import type { Fck } from '../api/container.js';
import type { Task } from '../api/contexts.js';
import { nearestTo } from '../errors/nearest.js';
import { runErrors } from '../errors/run.js';

/** A task, and the name that it is registered under. */
export interface NamedTask {
  readonly name: string;
  readonly task: Task;
}

/** What the order of tasks is determined by. */
type TaskNames = Pick<Fck['tasks'], 'get' | 'ownerOf'>;

/**
 * Resolves the dependencies of tasks, and orders them: each task once, after those that it depends on, and as `before` and `after` say.
 * Otherwise the order of the names is kept.
 *
 * @throws FckError `NAME_UNKNOWN`, `TASK_CYCLE`
 */
export function tasksInOrder(registry: TaskNames, names: readonly string[]): NamedTask[] {
  let waiting = withDependencies(registry, names);
  const firstOf = predecessorsIn(waiting);
  const ordered: NamedTask[] = [];
  while (waiting.length > 0) {
    const next = waiting.find((named) => !firstOf(named).some((name) => isAmong(waiting, name)));
    if (!next) throw circle(registry, waiting, firstOf);
    ordered.push(next);
    waiting = waiting.filter((named) => named !== next);
  }
  return ordered;
}

/**
 * Checks the names in `before` and `after`. One that no task has is ignored, since its plugin may not be loaded, unless it is nearly the
 * name of a task.
 *
 * @throws FckError `NAME_UNKNOWN`
 */
export function checkOrderNames(registry: Fck['tasks']): void {
  for (const { owner, value } of registry.entries())
    for (const name of [...(value.before ?? []), ...(value.after ?? [])])
      if (!registry.has(name) && nearestTo(name, registry.names()).length > 0)
        throw registry.unknown(name).stamp({ plugin: owner });
}

/** The tasks, each after those that it depends on. */
function withDependencies(registry: TaskNames, names: readonly string[]): NamedTask[] {
  const found: NamedTask[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (path.includes(name)) throw runErrors.taskCycle(owned(registry, path.slice(path.indexOf(name))));
    const task = registry.get(name);
    for (const needed of task.dependsOn ?? []) visit(needed, [...path, name]);
    if (!isAmong(found, name)) found.push({ name, task });
  };
  for (const name of names) visit(name, []);
  return found;
}

/** The names of the tasks that come before a task: those that it depends on or comes after, and those that come before it. */
function predecessorsIn(tasks: readonly NamedTask[]): (of: NamedTask) => string[] {
  return ({ name, task }) => [
    ...(task.dependsOn ?? []),
    ...(task.after ?? []),
    ...tasks.filter((other) => other.task.before?.includes(name)).map((other) => other.name),
  ];
}

/** The error for tasks of which none can be the next one: each of them waits for another one. */
function circle(
  registry: TaskNames,
  waiting: readonly NamedTask[],
  firstOf: (of: NamedTask) => readonly string[],
): Error {
  const path: string[] = [];
  let current = waiting[0];
  while (current && !path.includes(current.name)) {
    path.push(current.name);
    const blocking = firstOf(current);
    current = waiting.find(({ name }) => blocking.includes(name));
  }
  return runErrors.taskCycle(owned(registry, path.slice(path.indexOf(current?.name ?? ''))));
}

function owned(registry: TaskNames, names: readonly string[]) {
  return names.map((name) => ({ name, owner: registry.ownerOf(name) }));
}

function isAmong(tasks: readonly NamedTask[], name: string): boolean {
  return tasks.some((task) => task.name === name);
}
