import { type Command, sh } from '../command/command.js';
import { pythonModule } from '../command/python-module.js';

/** Reads and removes files. */
export const files = pythonModule(new URL('../../python/', import.meta.url), 'files');

/** A change that removes a file, if it exists. */
export function removeFile(path: string): Command {
  return files.call('remove', { path }, sh`rm -f -- ${path}`);
}
