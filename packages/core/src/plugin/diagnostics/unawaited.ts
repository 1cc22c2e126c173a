import { currentWork, placeOf } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { thrownInWords } from '../../attribution/plugin-failure.js';
import { isFckError } from '../../errors/fck-error.js';
import { pluginErrors } from '../../errors/plugin.js';

/**
 * Turns the rejection of a promise without a handler into the error of a plugin. Call it in the `unhandledRejection`
 * event of the process, where the current work is that which created the promise.
 */
export function unawaitedFailure(reason: unknown): unknown {
  const where = placeThrown(reason) ?? (isFckError(reason) ? reason.where : undefined);
  return pluginErrors.unawaited(currentWork(), thrownInWords(reason), { cause: reason, where });
}

/**
 * Turns an exception that nothing caught into the error of a plugin, and fails the plugin's work that is still awaited.
 * Call it in the `uncaughtException` event of the process, where the current work is that which set the timer or the
 * listener.
 */
export function uncaughtFailure(thrown: unknown): unknown {
  const work = currentWork();
  const error = isFckError(thrown)
    ? thrown.stamp(work ?? {})
    : pluginErrors.uncaught(placeOf(work), thrownInWords(thrown), {
        cause: thrown,
        where: placeThrown(thrown),
      });
  work?.clock?.fail(error);
  return error;
}
