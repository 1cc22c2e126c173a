import type { Arguments } from '../api/arguments.js';
import type { CliCommand } from '../api/cli-command.js';

/**
 * Defines a command of a group: `run` gets the values of its options with the types that `options` declares.
 *
 * @example
 * fck.commands.register('cloud', {
 *   about: 'machines of the cloud',
 *   commands: {
 *     list: command({
 *       about: 'lists machines',
 *       options: { limit: { about: 'at most so many', kind: 'number', default: 20 } },
 *       run: async ({ options }) => ({ document: await machines(options.limit) }),
 *     }),
 *   },
 * });
 */
export function command<const O extends Arguments = Record<never, never>>(
  definition: CliCommand<O>,
): CliCommand {
  // Its options are typed for its author only: the command line reads them by what the command declares.
  return definition as unknown as CliCommand;
}
