import type { Arguments } from '../api/arguments.js';
import type { Task } from '../api/contexts.js';

/**
 * Defines a task: `run` gets the values of its arguments with the types that `args` declares.
 *
 * @example
 * export default task({
 *   about: 'empties the cache of every host',
 *   args: { older: { about: 'days', kind: 'number', default: 7 } },
 *   run: ({ eachHost, args }) => eachHost(({ remote }) => remote.run(sh`find /var/cache/shop -mtime +${args.older} -delete`)),
 * });
 */
export function task<const A extends Arguments = Record<never, never>>(definition: Task<A>): Task {
  // Its arguments are typed for its author only: a run reads them by what the task declares.
  return definition as unknown as Task;
}
