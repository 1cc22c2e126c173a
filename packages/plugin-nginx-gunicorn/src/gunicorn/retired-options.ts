import type { KnownOption } from './known-options.js';
import type { GunicornSection } from './section.js';

type OptionValue = GunicornSection['options'][string];

/**
 * Replaces options that this gunicorn no longer has. Old role files use them, and have to run unchanged.
 *
 * @param warn receives a warning for each replacement
 */
export function translateRetired(
  given: ReadonlyMap<string, OptionValue>,
  known: ReadonlyMap<string, KnownOption>,
  warn: (text: string) => void,
): Map<string, OptionValue> {
  const options = new Map(given);
  const debug = options.get('debug');
  if (debug === undefined || known.has('debug')) return options;
  options.delete('debug');
  if (debug === false) return options;
  // `debug` also meant a single worker without preloading, which is unsuitable for serving a site.
  const replacement = options.has('log-level') ? 'the log-level that is set already' : '`log-level: debug`';
  if (!options.has('log-level')) options.set('log-level', 'debug');
  warn(
    `gunicorn no longer has the option "debug"; ${replacement} is used instead. Remove it from activate.gunicorn.options.`,
  );
  return options;
}
