import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import { usageErrors } from './usage-errors.js';

/**
 * The folder that a command works in: the current one, or that of `-C`.
 *
 * @throws FckError `FOLDER_MISSING`
 */
export function workingFolder(io: Pick<Io, 'cwd'>, { directory }: Pick<GlobalOptions, 'directory'>): string {
  const folder = resolve(io.cwd, directory ?? '.');
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory())
    throw usageErrors.noFolder(folder, { isFile: found !== undefined, isCurrent: directory === undefined });
  return folder;
}
