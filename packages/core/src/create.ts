import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigDocument } from './api/config-document.js';
import type { PluginEntry } from './api/plugin.js';
import { isUnset, missingVariables } from './command/unset-secret.js';
import { documentOf } from './config/document.js';
import { hideSecrets } from './config/hide-secrets.js';
import { readTimeouts } from './config/limits.js';
import { type LoadedConfig, loadConfig } from './config/load.js';
import { readProject } from './config/read-project.js';
import { assertTrusted } from './config/trust.js';
import { pluginErrors } from './errors/plugin.js';
import { redactError } from './errors/redact-error.js';
import { FckContainer } from './fck.js';
import { type CoreModules, provideCore } from './modules/share-core.js';
import type { KnownPlugin } from './plugin/loading/catalogue.js';
import { loadPlugins } from './plugin/loading/load-plugins.js';
import { recordConfigTaps } from './plugin/taps/config-taps.js';
import { checkOrderOfTaps } from './plugin/taps/dangling-taps.js';

/** Options of a container. */
export interface CreateFckOptions {
  /** Folder from which to search the config upwards. Default: the current one. */
  readonly cwd?: string | undefined;
  /** The config file, instead of a search. */
  readonly configFile?: string | undefined;
  /** Environment for `!env` and `FCK_TRUSTED`. Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Known plugins, loaded or not: they are suggested for unknown names. */
  readonly catalogue?: readonly KnownPlugin[] | undefined;
  /** Plugins that are loaded if the config has no `plugins:` key. */
  readonly defaultPlugins?: readonly PluginEntry[] | undefined;
  /**
   * Default plugins that are loaded only if the config has one of their keys (see the catalogue), at the top or in a
   * role.
   */
  readonly whenConfigured?: readonly string[] | undefined;
  /** Loads all default plugins, for commands that show what there is. */
  readonly allPlugins?: boolean | undefined;
  /** Names of plugins that are always loaded, unless the config lists one of the same name itself. */
  readonly basePlugins?: readonly string[] | undefined;
  /** URL of a module from which to look up plugins that the config's folder does not have. */
  readonly resolveFrom?: string | undefined;
  /** Names that the command line itself uses: plugins cannot register them. */
  readonly commandLine?:
    | { readonly words: readonly string[]; readonly options: readonly string[] }
    | undefined;
  /** Hosts worked on at once; overrides the config. */
  readonly parallel?: number | undefined;
}

/**
 * Finds and loads the configuration and its plugins. Nothing is connected yet.
 *
 * @throws FckError `CONFIG_NOT_FOUND`, `CONFIG_UNTRUSTED`, `CONFIG_UNREADABLE`, `CONFIG_INVALID`, `CONFIG_MISSING_ENV`, `PLUGIN_NOT_FOUND` …
 * @example
 * const fck = await createFck({ cwd: '/srv/shop' });
 * try {
 *   await fck.run(['provision', 'build', 'activate']);
 * } finally {
 *   await fck.close();
 * }
 */
export async function createFck(options: CreateFckOptions = {}): Promise<FckContainer> {
  provideCore(loadCore);
  const env = options.env ?? process.env;
  const loaded = await loadConfig({ cwd: options.cwd ?? process.cwd(), file: options.configFile, env });
  const { document, directory } = loaded;
  const waiting = document.value['plugins'] || options.allPlugins ? [] : (options.whenConfigured ?? []);
  const fck = new FckContainer(options.catalogue, directory, waiting);
  fck.timeouts = readTimeouts(document.value);
  fck.parallelLimit = options.parallel;
  fck.env = env;
  fck.reservedOptions = options.commandLine?.options ?? [];
  fck.commands.reserved = options.commandLine?.words ?? [];
  const { redactor } = fck.connections;
  hideSecrets(redactor, document);
  try {
    await load(fck, loaded, { ...options, env, whenConfigured: waiting });
  } catch (thrown) {
    throw redactError(thrown, redactor);
  }
  return fck;
}

/** Applies the plugins of a configuration, then reads the configuration with them. */
async function load(
  fck: FckContainer,
  loaded: LoadedConfig,
  options: CreateFckOptions & { readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const { document, directory } = loaded;
  const listed = document.value['plugins'] ?? options.defaultPlugins ?? [];
  if (isUnset(listed)) throw missingVariables([listed]);
  if (!Array.isArray(listed)) throw pluginErrors.wrongEntry('not in a list', document.placeOf(['plugins']));
  const waiting = new Set<unknown>(options.whenConfigured);
  const atOnce = listed.filter((entry) => !waiting.has(entry));
  await applyListed(fck, atOnce, { ...options, document, directory });
  for (const [name, tool] of document.translation?.tools ?? [])
    if (!fck.tools.has(name)) fck.tools.register(name, tool);
  const changes = recordConfigTaps(fck.hooks.config);
  const value = await fck.hooks.config.promise({ ...document.value });
  fck.project = await readProject(
    fck,
    fck.connections.redactor,
    { ...loaded, document: changes.in(document, value) },
    fck.coreSections,
    options.env,
    (documents) => applyListed(fck, fck.catalogue.neededFor(documents), { ...options, document, directory }),
  );
  fck.registerConfiguredTasks();
  assertStateTrusted(fck.project.stateDirectory, options.env);
  fck.checkApis();
  fck.checkPhases();
  fck.sealKeys();
}

/** Any user who may write there can change the accepted host keys, and the work that is resumed. */
function assertStateTrusted(stateDirectory: string, env: NodeJS.ProcessEnv): void {
  for (const path of [stateDirectory, join(stateDirectory, 'known_hosts')])
    if (existsSync(path)) assertTrusted(path, env);
}

/**
 * A container with the default plugins and without a project, to list what they register. It cannot run anything.
 *
 * @throws FckError `PLUGIN_NOT_FOUND`, `PLUGIN_LOAD_FAILED` …
 */
export async function createFckWithoutProject(
  options: Pick<CreateFckOptions, 'basePlugins' | 'catalogue' | 'defaultPlugins' | 'resolveFrom'> = {},
): Promise<FckContainer> {
  provideCore(loadCore);
  const fck = new FckContainer(options.catalogue);
  const document = documentOf('', { value: {}, shown: {} });
  await applyListed(fck, options.defaultPlugins ?? [], {
    ...options,
    document,
    directory: folderOf(options.resolveFrom),
  });
  fck.checkApis();
  return fck;
}

/** Loads and applies plugins, then makes the checks that need all of them. */
async function applyListed(
  fck: FckContainer,
  listed: readonly unknown[],
  from: CreateFckOptions & { readonly document: ConfigDocument; readonly directory: string },
): Promise<void> {
  const fromDirectories = [from.directory, folderOf(from.resolveFrom), folderOf(undefined)];
  const names = [...(from.defaultPlugins ?? []), ...(from.catalogue ?? []).map(({ name }) => name)];
  const known = [...new Set(names.filter((entry) => typeof entry === 'string'))];
  const env = from.env ?? process.env;
  const surroundings = { document: from.document, fromDirectories, known, env };
  await loadPlugins(fck, listed, surroundings);
  const loaded = fck.plugins.map(({ name }) => name);
  const missing = (from.basePlugins ?? []).filter((name) => !loaded.includes(name));
  await loadPlugins(fck, missing, surroundings);
  checkOrderOfTaps(fck.hooks);
  fck.templates.checkOverrides();
}

/** The folder of a module, by its URL; core's own without one. */
function folderOf(module: string | undefined): string {
  return dirname(fileURLToPath(module ?? import.meta.url));
}

/** The entrances of core, for modules of the project. Loaded only when one of them is run. */
async function loadCore(): Promise<CoreModules> {
  const [core, host] = await Promise.all([import('./index.js'), import('./host.js')]);
  return { '@fck/core': core, '@fck/core/host': host };
}
