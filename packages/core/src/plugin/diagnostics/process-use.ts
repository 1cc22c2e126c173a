import { currentWork, placeOf } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import type { FckError } from '../../errors/fck-error.js';
import { pluginErrors } from '../../errors/plugin.js';

/** Code that uses the process as if it were its own. */
export interface ProcessUser {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
}

/** The plugin at work; undefined for a module of the project, and before any plugin is loaded. */
export function processUser(): ProcessUser | undefined {
  const work = currentWork();
  return work?.plugin === 'core' ? undefined : placeOf(work);
}

/** The error of a command that waits for something that can never happen. */
export function stuckFailure(): FckError {
  return pluginErrors.nothingLeft();
}

/** The error of code that calls `process.exit`. */
export function exitRefused(code: unknown): FckError {
  return pluginErrors.exits(processUser(), code === undefined ? '' : String(code), placeThrown(new Error()));
}

/** The error of code that calls `process.chdir`. */
export function folderRefused(folder: unknown): FckError {
  return pluginErrors.changesFolder(processUser(), String(folder), placeThrown(new Error()));
}
