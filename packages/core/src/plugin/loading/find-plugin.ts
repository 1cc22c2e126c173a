import { basename, dirname, extname } from 'node:path';
import { withWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { thrownInWords } from '../../attribution/plugin-failure.js';
import { Clock } from '../../attribution/watched.js';
import { within } from '../../attribution/within.js';
import type { Place } from '../../errors/fck-error.js';
import { nearestTo } from '../../errors/nearest.js';
import { pluginErrors } from '../../errors/plugin.js';
import { hintForImport } from '../../modules/import-hint.js';
import { loadModule } from '../../modules/load-module.js';
import { fitOf } from '../../modules/package-manifest.js';
import { placeOfSyntaxError } from '../../modules/syntax-error-place.js';
import { fckVersion } from '../../version.js';
import { hintForMissing } from './missing-entry.js';
import { installCommand } from './package-manager.js';
import type { PluginHost } from './plugin-host.js';
import { candidatesFor, type FoundModule, filesLike, findPlugin, isPath } from './resolve-entry.js';

/** A plugin's module that may be run. */
export interface PluginModule extends FoundModule {
  /** Its name in the config. */
  readonly listed: string;
  /** The plugin's name if it has none of its own. */
  readonly fallbackName: string;
  readonly directory: string;
}

/**
 * Finds the module of a plugin by its name in the config, without running it.
 *
 * @throws FckError `PLUGIN_VERSION`, `PLUGIN_NOT_FOUND`, `PLUGIN_NO_MODULE`, `PLUGIN_CORE_VERSION`
 */
export async function findModule(
  fck: PluginHost,
  name: string,
  where: Place,
  from: { readonly fromDirectories: readonly string[]; readonly known: readonly string[] },
): Promise<PluginModule> {
  const withoutVersion = versionless(name);
  if (withoutVersion !== undefined) throw pluginErrors.version(name, withoutVersion, where);
  const found = await findPlugin(name, from.fromDirectories);
  if (!found) throw notFound(fck, name, where, from);
  if (!('file' in found)) throw pluginErrors.noModule(found.from, found.folder, where);
  const { manifest } = found;
  const fit = manifest ? await fitOf(manifest) : 'met';
  if (fit !== 'met') {
    const named = manifest?.name ?? found.from;
    const update = fit === 'too old' ? '@fck/cli' : named;
    const install = installCommand(`${update}@latest`, from.fromDirectories[0] ?? '.');
    throw pluginErrors.wrongCore(named, manifest?.core ?? '', { version: fckVersion(), fit, install }, where);
  }
  const fallbackName = basename(name, extname(name)).replace(/^fck-plugin-/, '');
  return { ...found, listed: name, fallbackName, directory: dirname(found.file) };
}

/**
 * Runs the module of a plugin and returns its exports.
 *
 * @throws FckError `PLUGIN_LOAD_FAILED`, `PLUGIN_TIMEOUT`
 */
export async function runModule(fck: PluginHost, module: PluginModule, where: Place): Promise<unknown> {
  const { file, from, listed, fallbackName } = module;
  const { load } = fck.timeouts;
  try {
    const clock = new Clock();
    const loaded = withWork({ plugin: fallbackName, clock }, () => loadModule(file));
    return await within(load, loaded, () => pluginErrors.slowToLoad(listed, from, load, where), clock);
  } catch (thrown) {
    if (isTimeout(thrown)) throw thrown;
    throw pluginErrors.failedToLoad(listed, from, thrownInWords(thrown), {
      cause: thrown,
      hint: await hintForImport(thrown, fck.catalogue),
      where: placeThrown(thrown) ?? (await placeOfSyntaxError(thrown, file)) ?? where,
    });
  }
}

function isTimeout(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'PLUGIN_TIMEOUT'
  );
}

function notFound(
  { catalogue }: PluginHost,
  name: string,
  where: Place,
  { fromDirectories: [home = '.'], known }: Parameters<typeof findModule>[3],
) {
  const tried = candidatesFor(name);
  const near = isPath(name)
    ? filesLike(name, home)
    : nearestTo(
        name,
        known.filter((candidate) => candidate !== name),
      );
  return pluginErrors.notFound(
    name,
    { tried, near, hint: hintForMissing(name, home, near, catalogue) },
    where,
  );
}

/** The name in `name@1.2` and `@scope/name@1.2`; undefined without a version. */
function versionless(name: string): string | undefined {
  return /^((?:@[^/@]+\/)?[^/@:~]+)@[^/]*$/.exec(name)?.[1];
}
