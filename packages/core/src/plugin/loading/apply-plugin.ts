import type { ConfigDocument } from '../../api/config-document.js';
import type { Plugin } from '../../api/plugin.js';
import type { StandardSchema } from '../../api/standard-schema.js';
import { withWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { thrownInWords } from '../../attribution/plugin-failure.js';
import { Clock } from '../../attribution/watched.js';
import { within } from '../../attribution/within.js';
import { isUnset, missingVariables } from '../../command/unset-secret.js';
import { secretsIn } from '../../config/hide-secrets.js';
import { problemsOf } from '../../config/schema-problems.js';
import { validateWithSecrets } from '../../config/secret-values.js';
import { shownAt } from '../../config/shown-at.js';
import { configErrors } from '../../errors/config.js';
import { isFckError, type Place } from '../../errors/fck-error.js';
import { pluginErrors } from '../../errors/plugin.js';
import { hintForImport } from '../../modules/import-hint.js';
import type { PluginHost } from './plugin-host.js';

/** The source of a plugin. */
export interface Origin {
  readonly name: string;
  readonly version: string | undefined;
  readonly from: string;
  /** Its place in the config. */
  readonly where: Place;
}

/** The options in the config, and their place. */
export interface WrittenOptions {
  readonly options: unknown;
  readonly path: readonly PropertyKey[];
  readonly document: ConfigDocument;
}

/**
 * Checks a plugin's options and applies it.
 *
 * @throws FckError `PLUGIN_TWICE`, `CONFIG_INVALID`, `PLUGIN_LOAD_FAILED`, `PLUGIN_TIMEOUT`, and what its registrations throw
 */
export async function applyPlugin(
  fck: PluginHost,
  plugin: Plugin,
  origin: Origin,
  written: WrittenOptions,
): Promise<void> {
  const { name } = plugin;
  const { version, from, where } = origin;
  const same = fck.plugins.find((other) => other.name === name);
  if (same) throw pluginErrors.twice(name, { plugins: [same, { from }] }, where);
  const { load } = fck.timeouts;
  const applying = async () => {
    const options = await checkedOptions(plugin, written);
    await fck.applyAs({ name, version, from }, () => plugin.apply(fck, options));
  };
  try {
    const clock = new Clock();
    const applied = withWork({ plugin: name, clock }, applying);
    await within(load, applied, () => pluginErrors.slowToLoad(name, from, load, where), clock);
  } catch (thrown) {
    // The mistake is in the plugin, not in the config.
    if (isFckError(thrown)) throw thrown.stamp({ plugin: name, where: placeThrown(thrown) ?? where });
    throw pluginErrors.failedToLoad(name, from, thrownInWords(thrown), {
      cause: thrown,
      hint: await hintForImport(thrown, fck.catalogue),
      where: placeThrown(thrown) ?? where,
    });
  }
}

async function checkedOptions(plugin: Plugin, { options, path, document }: WrittenOptions): Promise<unknown> {
  if (!plugin.schema) {
    const unset = secretsIn(options).filter(isUnset);
    if (unset.length > 0) throw missingVariables(unset);
    return options;
  }
  const schema: StandardSchema = plugin.schema;
  const value = options ?? {};
  const { result, unset } = await validateWithSecrets(schema, { value, shown: shownAt(path, document) });
  if (unset.length > 0) throw missingVariables(unset);
  if (!result.issues) return result.value;
  throw configErrors.invalid(
    problemsOf(result.issues, { value, schema, path, document, owner: plugin.name, optionsOf: plugin.name }),
  );
}
