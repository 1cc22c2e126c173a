import { registryErrors } from '../errors/registry.js';
import { currentPlugin, currentWork } from './attribution.js';
import { placeThrown } from './place-thrown.js';

/**
 * The plugin that registers or taps now: the one being applied, or the program that made the container.
 *
 * @throws FckError `REGISTERED_TOO_LATE` for a plugin that was applied already.
 */
export function registeringPlugin(): string {
  const work = currentWork();
  if (work && (!work.apply || work.apply.ended))
    throw registryErrors.tooLate(work.plugin, 'what it registers', placeThrown(new Error()));
  return currentPlugin();
}
