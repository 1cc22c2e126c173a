import type { ConfigDocument } from '../../api/config-document.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { thrownInWords } from '../../attribution/plugin-failure.js';
import { within } from '../../attribution/within.js';
import { assertTrusted } from '../../config/trust.js';
import { isFckError } from '../../errors/fck-error.js';
import { nearestTo } from '../../errors/nearest.js';
import { pluginErrors } from '../../errors/plugin.js';
import { isMapping } from '../../is-mapping.js';
import { carriedInsteadOf } from '../../modules/carried-modules.js';
import { hintForImport } from '../../modules/import-hint.js';
import { applyPlugin, type Origin } from './apply-plugin.js';
import { findModule, runModule } from './find-plugin.js';
import type { PluginHost } from './plugin-host.js';
import { asPluginOrPreset } from './plugin-shape.js';
import { type PluginEntryRead, readEntry } from './read-entry.js';

/** Where to look for plugins, and the place of their options. */
export interface PluginSurroundings {
  readonly document: ConfigDocument;
  /** Folders from which packages are looked up: the config's first. */
  readonly fromDirectories: readonly string[];
  /** Names suggested for a mistyped one. */
  readonly known: readonly string[];
  /** Environment with the trusted paths. */
  readonly env: NodeJS.ProcessEnv;
}

/** A list of plugins: that of the config, or a preset's. */
interface Listing extends PluginSurroundings {
  /** The place of the preset in the config. */
  readonly presetPath?: readonly PropertyKey[];
  /** The preset's file, from which its entries are resolved. */
  readonly from: string;
  /** Options for the preset, by the names of its plugins. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The enclosing presets, so that none contains itself. */
  readonly within: readonly string[];
}

/**
 * Loads and applies the plugins of a config, in its order.
 *
 * @throws FckError `PLUGIN_NOT_FOUND`, `PLUGIN_SHAPE`, `PLUGIN_LOAD_FAILED` …; `CONFIG_INVALID` for wrong options.
 */
export async function loadPlugins(
  fck: PluginHost,
  entries: readonly unknown[],
  surroundings: PluginSurroundings,
): Promise<void> {
  await loadList(fck, entries, { ...surroundings, from: 'inline', given: {}, within: [] });
}

/** @returns the names of the plugins, those in presets too */
async function loadList(fck: PluginHost, entries: readonly unknown[], listing: Listing): Promise<string[]> {
  const names: string[] = [];
  for (const [index, written] of entries.entries()) {
    // `plugins: [isStaging && audit]`
    if (written === false) continue;
    const path = listing.presetPath ?? ['plugins', index];
    const entry = readEntry(written, path, listing.document);
    names.push(...(await loadEntry(fck, listing.presetPath ? { ...entry, path } : entry, listing)));
  }
  return names;
}

async function loadEntry(fck: PluginHost, entry: PluginEntryRead, listing: Listing): Promise<string[]> {
  const where = listing.document.placeOf(entry.path);
  const found = typeof entry.plugin === 'string' ? await findModule(entry.plugin, where, listing) : undefined;
  // Packages that this program contains are not read from disk.
  if (found && !carriedInsteadOf(found.file)) assertTrusted(found.file, listing.env, where);
  const origin: Origin = {
    name: found?.fallbackName ?? unusedName(fck, 'plugin'),
    version: found?.manifest?.version,
    from: found?.from ?? listing.from,
    where,
  };
  // A promise, such as that of an import, counts as its value.
  const exported = found ? await runModule(fck, found, where) : await inlined(fck, entry.plugin, origin);
  const plugin = asPluginOrPreset(exported, { fallbackName: origin.name, from: origin.from, where });
  if ('preset' in plugin) {
    const name = found?.file ?? 'inline';
    if (found && listing.within.includes(name)) throw pluginErrors.presetCircle(origin.from, where);
    return loadPreset(fck, plugin.preset, entry, {
      ...listing,
      // Names in a preset are resolved from its own file.
      fromDirectories: found ? [found.directory, ...listing.fromDirectories] : listing.fromDirectories,
      presetPath: entry.path,
      from: origin.from,
      given: listing.given,
      within: [...listing.within, name],
    });
  }
  await applyPlugin(fck, plugin, origin, {
    ...optionsFor(plugin.name, entry, listing.given),
    document: listing.document,
  });
  return [plugin.name];
}

async function inlined(fck: PluginHost, plugin: unknown, { name, from, where }: Origin): Promise<unknown> {
  const { load } = fck.timeouts;
  try {
    return await within(load, plugin, () => pluginErrors.slowToLoad(name, from, load, where));
  } catch (thrown) {
    if (isFckError(thrown)) throw thrown;
    const more = {
      cause: thrown,
      hint: await hintForImport(thrown, fck.catalogue),
      where: placeThrown(thrown) ?? where,
    };
    throw pluginErrors.failedToLoad(name, from, thrownInWords(thrown), more);
  }
}

async function loadPreset(
  fck: PluginHost,
  entries: readonly unknown[],
  { options, path }: PluginEntryRead,
  listing: Listing,
): Promise<string[]> {
  const own = asOptionsByName(options);
  const names = await loadList(fck, entries, { ...listing, given: { ...own, ...listing.given } });
  const unknown = Object.keys(own).find((name) => !names.includes(name));
  if (unknown === undefined) return names;
  const near = nearestTo(unknown, names);
  const where = listing.document.placeOf([...path, unknown]);
  throw pluginErrors.presetOptions(listing.from, unknown, names, near, where);
}

/** A plugin's own options, overridden by those that its preset got for it. */
function optionsFor(name: string, entry: PluginEntryRead, given: Listing['given']) {
  if (!(name in given)) return { options: entry.options, path: entry.path };
  const path = [...entry.path, name];
  const [own, over] = [entry.options, given[name]];
  return { options: isMapping(own) && isMapping(over) ? { ...own, ...over } : over, path };
}

function asOptionsByName(options: unknown): Readonly<Record<string, unknown>> {
  return isMapping(options) ? options : {};
}

/** Numbers plugins without a name. */
function unusedName(fck: PluginHost, name: string): string {
  const isUsed = (candidate: string) => fck.plugins.some((plugin) => plugin.name === candidate);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!isUsed(candidate)) return candidate;
  }
}
