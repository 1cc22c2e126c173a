import type { Fck } from '../api/container.js';
import type { Task } from '../api/contexts.js';
import { runErrors } from '../errors/run.js';

/** A task, and the name that it is registered under. */
export interface NamedTask {
  readonly name: string;
  readonly task: Task;
}

/**
 * Resolves the dependencies of tasks: each task once, dependencies first.
 *
 * @throws FckError `NAME_UNKNOWN`, `TASK_CYCLE`
 */
export function tasksInOrder(registry: Fck['tasks'], names: readonly string[]): NamedTask[] {
  const ordered: NamedTask[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (path.includes(name)) throw runErrors.taskCycle([...path.slice(path.indexOf(name)), name]);
    const task = registry.get(name);
    for (const needed of task.dependsOn ?? []) visit(needed, [...path, name]);
    if (!ordered.some((known) => known.name === name)) ordered.push({ name, task });
  };
  for (const name of names) visit(name, []);
  return ordered;
}
