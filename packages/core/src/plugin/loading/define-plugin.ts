import type { ConfiguredPlugin, DefinedPlugin, Plugin } from '../../api/plugin.js';
import type { InputOf, StandardSchema } from '../../api/standard-schema.js';

/**
 * Defines a plugin, with the types of its options taken from its schema.
 *
 * @example
 * export default definePlugin({
 *   name: 'hello',
 *   schema: z.object({ greeting: z.string().default('hello') }),
 *   apply(fck, options) {
 *     fck.tasks.register('hello', {
 *       about: 'greets every host',
 *       async run(run) {
 *         await run.eachHost(async ({ remote }) => remote.run(sh`echo ${options.greeting}`));
 *       },
 *     });
 *   },
 * });
 */
export function definePlugin<S extends StandardSchema = StandardSchema>(plugin: Plugin<S>): DefinedPlugin<S> {
  const defined: DefinedPlugin<S> = Object.assign(plugin, {
    with: (options: InputOf<S>): ConfiguredPlugin<S> => [defined, options],
  });
  return defined;
}
