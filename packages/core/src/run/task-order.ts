import type { Fck } from '../api/container.js';
import type { Task, TaskContext } from '../api/contexts.js';
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

/**
 * Refuses to begin without a required argument.
 *
 * @throws FckError `ARGUMENT_MISSING`
 */
export function requireArguments(tasks: readonly NamedTask[], given: TaskContext['args'] = {}): void {
  for (const { name, task } of tasks) {
    for (const [argument, { required, about }] of Object.entries(task.args ?? {}))
      if (required && given[argument] === undefined) throw runErrors.argumentMissing(name, argument, about);
  }
}
