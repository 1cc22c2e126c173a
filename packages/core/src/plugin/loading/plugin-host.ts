import type { Fck } from '../../api/container.js';
import type { LoadedPlugin } from '../../api/plugin.js';
import type { Timeouts } from '../../attribution/watched.js';
import type { PluginCatalogue } from './catalogue.js';

/** The container, for code that loads plugins. */
export interface PluginHost extends Fck {
  readonly timeouts: Timeouts;
  readonly catalogue: PluginCatalogue;
  /** Runs a function as a plugin: the plugin owns what the function registers. */
  applyAs(plugin: LoadedPlugin, apply: () => void | Promise<void>): Promise<void>;
}
