import type { Fck } from '../fck.js';
import type { InputOf, OutputOf, StandardSchema } from './standard-schema.js';

/** A plugin as {@link definePlugin} makes it. */
export interface Plugin<S extends StandardSchema = StandardSchema> {
  /** Names its taps, its registrations and its errors. By convention the package's name without `fck-plugin-`. */
  readonly name: string;
  /** Checks the options before {@link Plugin.apply}. Without it, options are handed on as they are. */
  readonly schema?: S | undefined;
  /** Registers and taps. Must not touch a machine: nothing is connected yet. */
  apply(fck: Fck, options: OutputOf<S>): void | Promise<void>;
}

/** A plugin written as a plain function. Its name is the function's, or its file's. */
export type PluginFunction = (fck: Fck, options: unknown) => void | Promise<void>;

/** Everything that the `plugins:` list accepts in TypeScript and JavaScript. YAML knows the names and the pairs. */
export type PluginEntry =
  | string
  | readonly [string, unknown]
  | Plugin
  | PluginFunction
  | { apply(fck: Fck, options: unknown): void | Promise<void> }
  | readonly [Plugin | PluginFunction, unknown];

/**
 * Defines a plugin, with the types of its options taken from its schema.
 *
 * @example
 * export default definePlugin({
 *   name: 'hello',
 *   schema: z.object({ greeting: z.string().default('hello') }),
 *   apply(fck, options) {
 *     fck.tasks.register('hello', {
 *       summary: 'greets every host',
 *       async run(run) {
 *         await run.eachHost(async ({ remote }) => remote.run(sh`echo ${options.greeting}`));
 *       },
 *     });
 *   },
 * });
 */
export function definePlugin<S extends StandardSchema = StandardSchema>(plugin: Plugin<S>): Plugin<S> {
  return plugin;
}

/** The options a plugin takes, as they are written in a config file. */
export type PluginOptions<P> = P extends Plugin<infer S> ? InputOf<S> : never;
