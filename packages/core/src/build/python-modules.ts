import { pythonModule } from '../command/python-module.js';

const folder = new URL('../../python/', import.meta.url);

/** `own_folders`, for Python functions that make or remove folders of fck: see `own-folder.ts`. */
export const ownFolders = pythonModule(folder, 'own_folders');

/** `file_trees`, for Python functions that list, hash or sync trees of files. */
export const fileTrees = pythonModule(folder, 'file_trees');

/** What seals builds: see `seal.ts`. */
export const sealing = pythonModule(folder, 'seal_build', [ownFolders, fileTrees, 'durable_folder']);
