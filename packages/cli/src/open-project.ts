import { resolve } from 'node:path';
import type { FckContainer } from '@fck/core/host';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';

/** How the command gets at a project, or at all plugins that it could use; tests give it a project of their own. */
export type OpenProject = (io: Io, options: GlobalOptions, allPlugins?: boolean) => Promise<FckContainer>;

/**
 * Loads the configuration and its plugins. Nothing is connected yet.
 *
 * @throws FckError for whatever is wrong with the configuration.
 */
export const openProject: OpenProject = async (io, options, allPlugins) => {
  const { createFck } = await import('./index.js');
  const { workingFolder } = await import('./working-folder.js');
  return createFck({
    cwd: workingFolder(io, options),
    env: io.env,
    allPlugins,
    ...(options.config === undefined ? {} : { configFile: resolve(io.cwd, options.config) }),
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
  });
};
