import { resolve } from 'node:path';
import type { FckContainer } from '@fck/core/host';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';

/** How the command opens a project, or all plugins that a project could use; tests pass their own project. */
export type OpenProject = (io: Io, options: GlobalOptions, allPlugins?: boolean) => Promise<FckContainer>;

/**
 * Loads the configuration and its plugins. Nothing is connected yet.
 *
 * @throws FckError about the configuration
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
