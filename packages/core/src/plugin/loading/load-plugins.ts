import { applyPlugin } from './apply-plugin.js';
import { listPlugins, type PluginSurroundings } from './list-plugins.js';
import type { PluginHost } from './plugin-host.js';

/**
 * Loads the plugins of a config and of its presets, then applies them in the order of the list.
 *
 * @throws FckError `PLUGIN_NOT_FOUND`, `PLUGIN_SHAPE`, `PLUGIN_TWICE`, `PLUGIN_LOAD_FAILED` …; `CONFIG_INVALID` for wrong options.
 */
export async function loadPlugins(
  fck: PluginHost,
  entries: readonly unknown[],
  surroundings: PluginSurroundings,
): Promise<void> {
  for (const { plugin, origin, written } of await listPlugins(fck, entries, surroundings))
    await applyPlugin(fck, plugin, origin, written);
}
