import type { ConfigDocument } from '../../api/config-document.js';
import { isUnset, missingVariables } from '../../command/unset-secret.js';
import { valueInWords } from '../../config/wording.js';
import { pluginErrors } from '../../errors/plugin.js';
import { isMapping } from '../../is-mapping.js';

/** One entry of `plugins:` that names or is a plugin or a preset. */
export interface PluginEntryRead {
  /** A name, or the plugin or preset itself. */
  readonly plugin: unknown;
  readonly options: unknown;
  /** Path of its options in the config; without options, of the entry. */
  readonly path: readonly PropertyKey[];
}

/** An entry that removes a plugin: `'!audit'` or `{audit: false}`. */
export interface RemovalRead {
  readonly removes: string;
  readonly path: readonly PropertyKey[];
}

/**
 * Reads `name`, `[name, options]`, `{name: options}`, a plugin, `[plugin, options]`, a preset, and the removals `!name`
 * and `{name: false}`.
 *
 * @throws FckError `PLUGIN_ENTRY`, `CONFIG_MISSING_ENV`
 */
export function readEntry(
  written: unknown,
  path: readonly PropertyKey[],
  document: ConfigDocument,
): PluginEntryRead | RemovalRead {
  if (isUnset(written)) throw missingVariables([written]);
  if (typeof written === 'string' && written.startsWith('!')) return { removes: written.slice(1), path };
  if (isPair(written)) return { plugin: written[0], options: written[1], path: [...path, 1] };
  if (isPreset(written) || isWrittenPlugin(written)) return { plugin: written, options: undefined, path };
  if (!isMapping(written)) throw pluginErrors.wrongEntry(valueInWords(written), document.placeOf(path));
  const [only, another] = Object.entries(written);
  if (!only || another)
    throw pluginErrors.wrongEntry(
      only ? `a mapping with several keys (${Object.keys(written).join(', ')})` : 'an empty mapping',
      document.placeOf(path),
    );
  const [name, options] = only;
  return options === false ? { removes: name, path } : { plugin: name, options, path: [...path, name] };
}
/** `[plugin]` or `[plugin, options]`, where options are a mapping that is no plugin itself. */
function isPair(written: unknown): written is readonly [unknown, unknown?] {
  if (!Array.isArray(written)) return false;
  const [plugin, options] = written;
  if (written.length === 1) return typeof plugin === 'string';
  const isFirst = typeof plugin === 'string' || isWrittenPlugin(plugin) || isPreset(plugin);
  return (
    written.length === 2 && isFirst && (options == null || (isMapping(options) && !isWrittenPlugin(options)))
  );
}

function isPreset(written: unknown): written is readonly unknown[] {
  return Array.isArray(written) && written.length > 0;
}

function isWrittenPlugin(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'function') return true;
  if (!isMapping(value)) return false;
  // An instance of a class, an imported module, or a promise of one: values that a data file cannot contain.
  if (Object.getPrototypeOf(value) !== Object.prototype || 'default' in value) return true;
  return Object.values(value).some((inner) => typeof inner === 'function');
}
