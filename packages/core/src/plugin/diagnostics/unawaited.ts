import { currentWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { thrownInWords } from '../../attribution/plugin-failure.js';
import { isFckError } from '../../errors/fck-error.js';
import { pluginErrors } from '../../errors/plugin.js';

/**
 * What a promise was rejected with that nobody awaits, as the mistake that it is. Called where the process tells of it, it
 * knows in whose work the promise was made.
 */
export function unawaitedFailure(reason: unknown): unknown {
  const where = placeThrown(reason) ?? (isFckError(reason) ? reason.where : undefined);
  return pluginErrors.unawaited(currentWork(), thrownInWords(reason), { cause: reason, where });
}
