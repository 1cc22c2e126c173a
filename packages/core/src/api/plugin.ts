import type { Fck } from './container.js';
import type { InputOf, OutputOf, StandardSchema } from './standard-schema.js';

/** A plugin as {@link definePlugin} returns it. */
export interface Plugin<S extends StandardSchema = StandardSchema> {
  /** Identifies its taps, registrations and errors. By convention the package's name without `fck-plugin-`. */
  readonly name: string;
  /** Checks the options before {@link Plugin.apply}. Without it, options are passed unchanged. */
  readonly schema?: S | undefined;
  /** Registers and taps. Must not touch a machine: nothing is connected yet. */
  apply(fck: Fck, options: OutputOf<S>): void | Promise<void>;
}

/** A plugin written as a plain function. Its name is the function's, or its file's. */
export type PluginFunction = (fck: Fck, options: unknown) => void | Promise<void>;

/** A plugin written as an object or an instance of a class. Its name is its `name`, its class's, or its file's. */
export interface PluginObject {
  apply(fck: Fck, options: unknown): void | Promise<void>;
}

/** A plugin with its options, as `plugins:` accepts it. */
export type ConfiguredPlugin<S extends StandardSchema = StandardSchema> = readonly [Plugin<S>, InputOf<S>];

/** A plugin that {@link definePlugin} made. */
export interface DefinedPlugin<S extends StandardSchema = StandardSchema> extends Plugin<S> {
  /** The plugin with these options, for the `plugins:` of a config or a preset: `plugins: [hello.with({ greeting: 'hi' })]`. */
  with(options: InputOf<S>): ConfiguredPlugin<S>;
}

/**
 * Options of a plugin by its name, or `false`: `{audit: {level: 2}}` lays options over those that a preset before it in
 * the list gives its plugin `audit`, or loads the plugin `audit` with them if no preset brings one. `{audit: false}`
 * removes the preset's.
 */
export interface PluginByName {
  readonly [name: string]: Readonly<Record<string, unknown>> | false;
}

/**
 * Everything that the `plugins:` list accepts in TypeScript and JavaScript: a name, a plugin, one of these with options, a
 * preset (a list of all of these), `!name` or `{name: false}`, which removes a plugin of a preset before it, or `false`,
 * which is ignored: `plugins: [isStaging && audit]`. YAML accepts names, names with options, and removals.
 */
export type PluginEntry =
  | string
  | false
  | Plugin
  | PluginFunction
  | PluginObject
  | (new () => PluginObject)
  | PluginByName
  | readonly [string | Plugin | PluginFunction | PluginObject | (new () => PluginObject), unknown]
  | readonly PluginEntry[];

/** The options a plugin takes, as they are written in a config file. */
export type PluginOptions<P> = P extends Plugin<infer S> ? InputOf<S> : never;

/** A plugin that was loaded, for `fck plugins`. */
export interface LoadedPlugin {
  readonly name: string;
  readonly version: string | undefined;
  /** A package name, a file, or `inline`. */
  readonly from: string;
}
