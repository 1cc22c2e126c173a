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
import { noteForeignPlugin } from '../diagnostics/open-handles.js';
import type { Origin } from './apply-plugin.js';
import { findModule, type PluginModule, runModule } from './find-plugin.js';
import type { ListedPlugin } from './listed-plugin.js';
import type { PluginHost } from './plugin-host.js';
import { PluginList } from './plugin-list.js';
import { asPluginOrPreset } from './plugin-shape.js';
import { type PluginEntryRead, readEntry } from './read-entry.js';
import { isPath } from './resolve-entry.js';

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
  /** The file of the preset, or `inline`. */
  readonly from: string;
  /** The enclosing presets, the outermost first. */
  readonly presets: readonly EnclosingPreset[];
  /** Path in the config of the outermost preset's entry: that of all its plugins. */
  readonly presetPath?: readonly PropertyKey[];
  /** Numbers the plugins without a name. */
  readonly unnamed: Unnamed;
}

interface EnclosingPreset {
  readonly from: string;
  /** Its file, or the list itself if it is written inline. */
  readonly identity: unknown;
}

/**
 * Finds and runs the modules of a list, and composes what they and its presets bring. Applies nothing.
 *
 * @throws FckError `PLUGIN_ENTRY`, `PLUGIN_NOT_FOUND`, `PLUGIN_SHAPE`, `PLUGIN_TWICE`, `PRESET_CIRCLE`, `PRESET_OPTIONS` …
 */
export async function listPlugins(
  fck: PluginHost,
  entries: readonly unknown[],
  surroundings: PluginSurroundings,
): Promise<readonly ListedPlugin[]> {
  const unnamed = new Unnamed(fck);
  return listEntries(fck, entries, { ...surroundings, from: 'inline', presets: [], unnamed });
}

async function listEntries(
  fck: PluginHost,
  entries: readonly unknown[],
  listing: Listing,
): Promise<readonly ListedPlugin[]> {
  const list = new PluginList();
  for (const [index, written] of entries.entries()) {
    // `plugins: [isStaging && audit]`
    if (written === false) continue;
    const entryPath = listing.presetPath ?? ['plugins', index];
    const read = readEntry(written, entryPath, listing.document);
    // Entries of a preset have no place of their own in the config.
    const path = listing.presetPath ?? read.path;
    if ('removes' in read) list.remove(read.removes, listing.document.placeOf(path));
    else if (isOverride(read, list)) list.override(read.plugin, read.options, path);
    else await listEntry(fck, { ...read, path }, entryPath, listing, list);
  }
  return list.plugins;
}

/** `{audit: {…}}`, where a preset before it in the list brings the plugin "audit". */
function isOverride(
  read: PluginEntryRead,
  list: PluginList,
): read is PluginEntryRead & { readonly plugin: string } {
  return typeof read.plugin === 'string' && !isPath(read.plugin) && list.hasFromPreset(read.plugin);
}

async function listEntry(
  fck: PluginHost,
  entry: PluginEntryRead,
  entryPath: readonly PropertyKey[],
  listing: Listing,
  list: PluginList,
): Promise<void> {
  const { document, presets } = listing;
  const where = document.placeOf(entry.path);
  const found =
    typeof entry.plugin === 'string' ? await findModule(fck, entry.plugin, where, listing) : undefined;
  // Packages that this program contains are not read from disk.
  const isCarried = found && carriedInsteadOf(found.file);
  if (found && !isCarried) assertTrusted(found.file, listing.env, where);
  if (!isCarried) noteForeignPlugin();
  const origin: Origin = {
    name: found?.fallbackName ?? listing.unnamed.next,
    version: found?.manifest?.version,
    from: found?.from ?? listing.from,
    where,
  };
  // A promise, such as that of an import, counts as its value.
  const exported = found ? await runModule(fck, found, where) : await inlined(fck, entry.plugin, origin);
  const plugin = asPluginOrPreset(exported, { fallbackName: origin.name, from: origin.from, where });
  if ('preset' in plugin) {
    const inner = insideOf(
      { from: origin.from, identity: found?.file ?? plugin.preset },
      found,
      entryPath,
      listing,
    );
    for (const brought of await listPreset(fck, plugin.preset, entry, inner)) list.addFromPreset(brought);
    return;
  }
  listing.unnamed.take(plugin.name);
  list.add({
    plugin,
    origin,
    source: { exported, file: found?.file, release: releaseOf(found) },
    written: { options: entry.options, path: entry.path, document },
    entryPath,
    presets: presets.map(({ from }) => from),
  });
}

/** @throws FckError `PRESET_CIRCLE` */
function insideOf(
  preset: EnclosingPreset,
  found: PluginModule | undefined,
  entryPath: readonly PropertyKey[],
  listing: Listing,
): Listing {
  const { presets, document, fromDirectories } = listing;
  const start = presets.findIndex(({ identity }) => identity === preset.identity);
  if (start >= 0) {
    const members = [...presets.slice(start), preset].map(({ from }) => from);
    throw pluginErrors.presetCircle(members, document.placeOf(entryPath));
  }
  return {
    ...listing,
    // Names in a preset are resolved from its own file.
    fromDirectories: found ? [found.directory, ...fromDirectories] : fromDirectories,
    presetPath: entryPath,
    from: preset.from,
    presets: [...presets, preset],
  };
}

/** The plugins of a preset, with the options that its entry gives them by name. */
async function listPreset(
  fck: PluginHost,
  entries: readonly unknown[],
  { options, path }: PluginEntryRead,
  listing: Listing,
): Promise<readonly ListedPlugin[]> {
  const list = new PluginList();
  for (const plugin of await listEntries(fck, entries, listing)) list.addFromPreset(plugin);
  const names = list.plugins.map(({ plugin }) => plugin.name);
  for (const [name, given] of isMapping(options) ? Object.entries(options) : []) {
    const where = listing.document.placeOf([...path, name]);
    if (!names.includes(name))
      throw pluginErrors.presetOptions(listing.from, name, names, nearestTo(name, names), where);
    if (given === false) list.remove(name, where);
    else list.override(name, given, [...path, name]);
  }
  return list.plugins;
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

function releaseOf(found: PluginModule | undefined): string | undefined {
  const { name, version } = found?.manifest ?? {};
  return name === undefined || version === undefined ? undefined : `${name}@${version}`;
}

/** Names for plugins that have none: `plugin`, `plugin-2` … */
class Unnamed {
  readonly #taken: Set<string>;

  constructor({ plugins }: PluginHost) {
    this.#taken = new Set(plugins.map(({ name }) => name));
  }

  get next(): string {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? 'plugin' : `plugin-${number}`;
      if (!this.#taken.has(candidate)) return candidate;
    }
  }

  take(name: string): void {
    this.#taken.add(name);
  }
}
