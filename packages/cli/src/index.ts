import type { FckContainer } from '@fck/core/host';
import {
  type CreateFckOptions,
  createFck as createCoreFck,
  createFckWithoutProject as createCoreFckWithoutProject,
} from '@fck/core/host';
import { usedByCommandLine } from './command-line-names.js';
import { officialCatalogue } from './official-catalogue.js';
import { basePlugins, loadedWhenConfigured, officialPlugins } from './official-plugins.js';

const official = {
  basePlugins,
  defaultPlugins: officialPlugins,
  catalogue: officialCatalogue,
  whenConfigured: loadedWhenConfigured,
  resolveFrom: import.meta.url,
  commandLine: usedByCommandLine(),
};

/**
 * Opens a project as the `fck` command does: with the official plugins, unless its configuration has a `plugins:` key.
 *
 * @throws FckError about the configuration
 * @example
 * const fck = await createFck({ cwd: '/srv/shop' });
 * const [host] = await fck.role('web').hosts();
 */
export function createFck(options: CreateFckOptions = {}): Promise<FckContainer> {
  return createCoreFck({ ...official, ...options });
}

/** The official plugins without a project, for programs that list what the plugins register. */
export function createFckWithoutProject(): Promise<FckContainer> {
  return createCoreFckWithoutProject(official);
}
