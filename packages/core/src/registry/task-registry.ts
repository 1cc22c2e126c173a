import type { Arguments } from '../api/arguments.js';
import type { Task } from '../api/contexts.js';
import type { TaskRegistry as TaskRegistryContract } from '../api/registry.js';
import { Registry } from './registry.js';

/** The registry of tasks. Their arguments are typed for their authors only: a run reads them by what a task declares. */
export class TaskRegistry extends Registry<Task> implements TaskRegistryContract {
  /** Names of tasks that are loaded on demand. */
  onDemand: () => readonly string[] = () => [];

  override register<const A extends Arguments = Record<never, never>>(name: string, task: Task<A>): void {
    super.register(name, task as unknown as Task);
  }

  override names(): string[] {
    return [...new Set([...super.names(), ...this.onDemand()])];
  }
}
