import { candidatesFor } from '@fck/core';
import { officialPlugins } from '../official-plugins.js';
import { pluginToolErrors } from './errors.js';

/** The names of a new plugin. */
export interface PluginNames {
  /** The name of its taps and tasks: `hello`. */
  readonly plugin: string;
  /** The name in the npm registry: `fck-plugin-hello`, `@scope/fck-plugin-hello`. */
  readonly package: string;
  /** `fck-plugin-hello` */
  readonly folder: string;
}

/**
 * Parses the argument of `fck plugin create`: `hello`, `fck-plugin-hello`, `@scope/hello` or `@scope/fck-plugin-hello`.
 *
 * @throws FckError `PLUGIN_NAME` if it cannot be the name of a package, or is the name of an official plugin
 */
export function readPluginName(given: string): PluginNames {
  const [, scope = '', prefixed = ''] = /^(@[a-z0-9][a-z0-9._-]*\/)?(.+)$/.exec(given) ?? [];
  const plugin = prefixed.replace(/^fck-plugin-/, '');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(plugin)) throw pluginToolErrors.wrongName(given);
  if (officialPlugins.includes(plugin)) throw pluginToolErrors.officialName(plugin);
  const folder = `fck-plugin-${plugin}`;
  return { plugin, package: `${scope}${folder}`, folder };
}

/** The shortest name for an installed package in `plugins:`: `hello` for `fck-plugin-hello`. */
export function entryFor(packageName: string): string {
  const short = packageName.replace(/^@fck\/plugin-/, '').replace(/^(@[^/]+\/)?fck-plugin-/, '$1');
  const official = officialPlugins.includes(short) && packageName !== `@fck/plugin-${short}`;
  // The short form is valid only if it resolves to this package, and not to another of that name.
  return !official && candidatesFor(short).includes(packageName) ? short : packageName;
}
