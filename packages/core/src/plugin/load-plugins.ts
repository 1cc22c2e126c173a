import { basename, extname } from 'node:path';
import type { ConfigDocument } from '../config/document.js';
import { problemsOf } from '../config/schema-problems.js';
import { valueInWords } from '../config/wording.js';
import { configErrors } from '../errors/config.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { pluginErrors } from '../errors/plugin.js';
import type { Fck } from '../fck.js';
import { nearestTo } from '../registry/nearest.js';
import { loadModule } from './load-module.js';
import type { Plugin } from './plugin.js';
import { candidatesFor, findPlugin } from './resolve-entry.js';
import type { StandardSchema } from './standard-schema.js';

/** Where plugins are looked for, and where their options stand. */
export interface PluginSurroundings {
  readonly document: ConfigDocument;
  /** Folders from which packages are looked up: the config's first. */
  readonly fromDirectories: readonly string[];
  /** Names suggested for a mistyped one. */
  readonly known: readonly string[];
}

interface Entry {
  readonly plugin: unknown;
  readonly options: unknown;
  readonly path: readonly PropertyKey[];
}

/**
 * Loads and applies the plugins of a config, in its order.
 *
 * @throws FckError `PLUGIN_NOT_FOUND`, `PLUGIN_SHAPE`, `PLUGIN_LOAD_FAILED`, `CONFIG_INVALID` for wrong options.
 */
export async function loadPlugins(
  fck: Fck,
  entries: readonly unknown[],
  surroundings: PluginSurroundings,
): Promise<void> {
  for (const [index, written] of entries.entries()) {
    const entry = readEntry(written, ['plugins', index], surroundings);
    await loadOne(fck, entry, surroundings);
  }
}

function readEntry(written: unknown, path: readonly PropertyKey[], { document }: PluginSurroundings): Entry {
  if (Array.isArray(written) && isPluginOrName(written[0]))
    return { plugin: written[0], options: written[1], path: [...path, 1] };
  if (isPluginOrName(written) && (!isMapping(written) || 'apply' in written))
    return { plugin: written, options: undefined, path };
  if (!isMapping(written)) throw pluginErrors.wrongEntry(valueInWords(written), document.placeOf(path));
  const [only, another] = Object.entries(written);
  if (!only || another)
    throw pluginErrors.wrongEntry(
      only ? 'a mapping with several keys' : 'an empty mapping',
      document.placeOf(path),
    );
  return { plugin: only[0], options: only[1], path: [...path, only[0]] };
}

function isPluginOrName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'function' || isMapping(value);
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function loadOne(fck: Fck, entry: Entry, surroundings: PluginSurroundings): Promise<void> {
  if (typeof entry.plugin !== 'string') {
    const plugin = asPlugin(entry.plugin, 'plugin', 'inline');
    return applyPlugin(fck, plugin, entry, { version: undefined, from: 'inline' }, surroundings.document);
  }
  const name = entry.plugin;
  const found = await findPlugin(name, surroundings.fromDirectories);
  if (!found) {
    throw pluginErrors.notFound(
      name,
      candidatesFor(name),
      nearestTo(
        name,
        surroundings.known.filter((known) => known !== name),
      ),
      surroundings.document.placeOf(entry.path),
    );
  }
  const exported = await loadModule(found.file).catch((thrown: unknown) => {
    throw pluginErrors.failedToLoad(name, found.from, messageOf(thrown), thrown);
  });
  const fallbackName = basename(name, extname(name)).replace(/^fck-plugin-/, '');
  await applyPlugin(fck, asPlugin(exported, fallbackName, found.from), entry, found, surroundings.document);
}

async function applyPlugin(
  fck: Fck,
  plugin: Plugin,
  entry: Entry,
  origin: { version: string | undefined; from: string },
  document: ConfigDocument,
): Promise<void> {
  const options = await checkedOptions(plugin, entry, document);
  try {
    await fck.applyAs({ name: plugin.name, version: origin.version, from: origin.from }, () =>
      plugin.apply(fck, options),
    );
  } catch (thrown) {
    if (isFckError(thrown)) throw thrown.stamp({ plugin: plugin.name });
    throw pluginErrors.failedToLoad(plugin.name, origin.from, messageOf(thrown), thrown);
  }
}

async function checkedOptions(plugin: Plugin, entry: Entry, document: ConfigDocument): Promise<unknown> {
  if (!plugin.schema) return entry.options;
  const schema: StandardSchema = plugin.schema;
  const given = entry.options ?? {};
  const result = await schema['~standard'].validate(given);
  if (!result.issues) return result.value;
  throw configErrors.invalid(
    problemsOf(result.issues, { value: given, schema, path: entry.path, document, owner: plugin.name }),
  );
}

/** Every way of writing a plugin, as one. */
function asPlugin(exported: unknown, fallbackName: string, from: string): Plugin {
  if (isClass(exported)) return asPlugin(new exported(), fallbackName, from);
  if (typeof exported === 'function') {
    const apply = exported as Plugin['apply'];
    // A function without a name is named by how it was loaded.
    const isNamed = !['', 'default', '_default'].includes(exported.name);
    return { name: isNamed ? exported.name : fallbackName, apply };
  }
  if (
    typeof exported !== 'object' ||
    exported === null ||
    !('apply' in exported) ||
    typeof exported.apply !== 'function'
  ) {
    throw pluginErrors.wrongShape(fallbackName, from, describe(exported));
  }
  const given = exported as Partial<Plugin> & Pick<Plugin, 'apply'>;
  // A module with named exports has no prototype.
  const prototype: object | null = Object.getPrototypeOf(exported);
  const isPlain = prototype === null || prototype === Object.prototype;
  const className = isPlain ? undefined : prototype.constructor.name;
  return {
    name: given.name ?? className ?? fallbackName,
    schema: given.schema,
    apply: given.apply.bind(exported),
  };
}

function isClass(value: unknown): value is new () => unknown {
  return (
    typeof value === 'function' &&
    typeof value.prototype === 'object' &&
    value.prototype !== null &&
    'apply' in value.prototype
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? `an object with ${Object.keys(value).join(', ') || 'no keys'}`
    : `a ${typeof value}`;
}
