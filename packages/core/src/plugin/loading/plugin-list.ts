import type { Place } from '../../errors/fck-error.js';
import { nearestTo } from '../../errors/nearest.js';
import { pluginErrors } from '../../errors/plugin.js';
import { isMapping } from '../../is-mapping.js';
import { bringerInWords, isSamePlugin, type ListedPlugin } from './listed-plugin.js';
import { differingOptions } from './same-options.js';

/**
 * The plugins that one list brings, itself or through presets, in the order in which they are applied. An entry
 * changes what presets before it in the list bring: it lays its options over theirs, or removes a plugin.
 */
export class PluginList {
  readonly #plugins: ListedPlugin[] = [];
  /** Those of {@link PluginList.#plugins} that a preset of this list brings. */
  readonly #ofPresets = new Set<string>();

  get plugins(): readonly ListedPlugin[] {
    return this.#plugins;
  }

  /** Whether a preset of this list brings a plugin of that name. */
  hasFromPreset(name: string): boolean {
    return this.#ofPresets.has(name);
  }

  /**
   * Adds a plugin that an entry of this list names.
   *
   * @throws FckError `PLUGIN_TWICE`
   */
  add(plugin: ListedPlugin): void {
    const { name } = plugin.plugin;
    const same = this.#sameAs(plugin);
    if (!same) this.#plugins.push(plugin);
    else if (this.hasFromPreset(name)) this.override(name, plugin.written.options, plugin.written.path);
    else assertEqual(same, plugin);
  }

  /**
   * Adds a plugin that a preset of this list brings.
   *
   * @throws FckError `PLUGIN_TWICE`
   */
  addFromPreset(plugin: ListedPlugin): void {
    const same = this.#sameAs(plugin);
    if (same) assertEqual(same, plugin);
    else {
      this.#plugins.push(plugin);
      this.#ofPresets.add(plugin.plugin.name);
    }
  }

  /** Lays options over those of a plugin. Without options, nothing changes. */
  override(name: string, options: unknown, path: readonly PropertyKey[]): void {
    const index = this.#plugins.findIndex(({ plugin }) => plugin.name === name);
    const found = this.#plugins[index];
    if (!found || options === undefined || options === null) return;
    const { document, options: own } = found.written;
    const laid = isMapping(own) && isMapping(options) ? { ...own, ...options } : options;
    this.#plugins[index] = { ...found, written: { document, options: laid, path } };
  }

  /**
   * Removes a plugin that a preset of this list brings.
   *
   * @throws FckError `PLUGIN_NOT_IN_PRESET`
   */
  remove(name: string, where: Place): void {
    const index = this.#plugins.findIndex(({ plugin }) => plugin.name === name);
    if (!this.#ofPresets.delete(name)) {
      const known = [...this.#ofPresets];
      throw pluginErrors.notInPreset(
        name,
        { known, near: nearestTo(name, known), isListed: index >= 0 },
        where,
      );
    }
    this.#plugins.splice(index, 1);
  }

  /** @throws FckError `PLUGIN_TWICE` for another plugin of the same name */
  #sameAs(plugin: ListedPlugin): ListedPlugin | undefined {
    const found = this.#plugins.find((other) => other.plugin.name === plugin.plugin.name);
    if (!found || isSamePlugin(found, plugin)) return found;
    throw pluginErrors.twice(
      plugin.plugin.name,
      { plugins: [inWords(found), inWords(plugin)] },
      plugin.origin.where,
    );
  }
}

function assertEqual(first: ListedPlugin, second: ListedPlugin): void {
  const differing = differingOptions(first.written.options, second.written.options);
  if (differing.length === 0) return;
  throw pluginErrors.twice(
    first.plugin.name,
    { differing, by: [bringerInWords(first), bringerInWords(second)] },
    second.origin.where,
  );
}

/** With the version: two copies of a package may differ in nothing else. */
function inWords(plugin: ListedPlugin) {
  const { from, version } = plugin.origin;
  return { from: version === undefined ? from : `${from} ${version}`, by: bringerInWords(plugin) };
}
