import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { secret } from './command/secret.js';
import { valuesFromEnv } from './config/env.js';
import { readPatience } from './config/limits.js';
import { loadConfig } from './config/load.js';
import { readProject } from './config/read-project.js';
import { pluginErrors } from './errors/plugin.js';
import { Fck } from './fck.js';
import { checkOrderOfTaps } from './plugin/dangling-taps.js';
import { loadPlugins } from './plugin/load-plugins.js';
import type { PluginEntry } from './plugin/plugin.js';
import type { KnownPlugin } from './registry/catalogue.js';

/** How a container is made. */
export interface CreateFckOptions {
  /** Folder from which the config is searched upwards. Default: the current one. */
  readonly cwd?: string | undefined;
  /** The config file, instead of a search. */
  readonly configFile?: string | undefined;
  /** Environment that `!env` reads. Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Plugins that are known of: they answer names that none of the loaded ones has registered. */
  readonly catalogue?: readonly KnownPlugin[] | undefined;
  /** Plugins that are loaded if the config has no `plugins:` key. */
  readonly defaultPlugins?: readonly PluginEntry[] | undefined;
  /** A module's URL from which plugins are looked up that the config's folder does not have. */
  readonly resolveFrom?: string | undefined;
  /** Hosts worked on at once, whatever the config says. */
  readonly parallel?: number | undefined;
}

/**
 * Finds and loads the configuration and its plugins. Nothing is connected yet.
 *
 * @throws FckError `CONFIG_NOT_FOUND`, `CONFIG_UNREADABLE`, `CONFIG_INVALID`, `CONFIG_MISSING_ENV`, `PLUGIN_NOT_FOUND` …
 * @example
 * const fck = await createFck({ cwd: '/srv/shop' });
 * try {
 *   await fck.run(['provision', 'build', 'activate']);
 * } finally {
 *   await fck.close();
 * }
 */
export async function createFck(options: CreateFckOptions = {}): Promise<Fck> {
  const env = options.env ?? process.env;
  const loaded = await loadConfig({ cwd: options.cwd ?? process.cwd(), file: options.configFile, env });
  const fck = new Fck(options.catalogue);
  fck.patience = readPatience(loaded.document.value);
  fck.parallelLimit = options.parallel;
  const { document, directory } = loaded;
  const own = dirname(fileURLToPath(import.meta.url));
  const fallback = options.resolveFrom === undefined ? own : dirname(fileURLToPath(options.resolveFrom));
  const fallbacks = options.defaultPlugins ?? [];
  const names = [...fallbacks, ...(options.catalogue ?? []).map(({ name }) => name)];
  const known = [...new Set(names.filter((entry) => typeof entry === 'string'))];
  const listed = document.value['plugins'] ?? fallbacks;
  if (!Array.isArray(listed)) throw pluginErrors.wrongEntry('not in a list', document.placeOf(['plugins']));
  await loadPlugins(fck, listed, { document, fromDirectories: [directory, fallback, own], known });
  checkOrderOfTaps(fck.hooks);
  fck.templates.checkOverrides();
  const value = await fck.hooks.config.promise({ ...document.value });
  fck.project = await readProject(
    fck,
    { ...loaded, document: { ...document, value } },
    fck.coreSections,
    env,
  );
  fck.sealKeys();
  hideEnvironment(fck);
  return fck;
}

/** Shorter values, such as a user's name, are no secrets, and would blank out half of every text. */
const SHORTEST_SECRET = 6;

/** What came from the environment may be a password, whatever key it stands at: no event and no error shows it. */
function hideEnvironment({ project, connections }: Fck): void {
  for (const { shown, value } of [project.document, ...project.roles.map((role) => role.document)]) {
    for (const text of valuesFromEnv(shown, value))
      if (text.length >= SHORTEST_SECRET) connections.redactor.add(secret(text));
  }
}
