import { inspect } from 'node:util';
import { type FckError, isFckError } from '../errors/fck-error.js';
import { pluginErrors } from '../errors/plugin.js';
import { placeThrown } from './place-thrown.js';

/** Turns anything that a plugin's work threw into an error that names the plugin and the host. */
export function toldAsFailure(
  thrown: unknown,
  work: { plugin: string; hook?: string | undefined; host?: string | undefined },
): unknown {
  if (isFckError(thrown)) return thrown.stamp(work);
  // An interruption is not a failure.
  if (thrown instanceof Error && thrown.name === 'AbortError') return thrown;
  return pluginFailure(thrown, work);
}

/** Reports anything but an error of fck as a mistake in the plugin. */
export function pluginFailure(
  thrown: unknown,
  work: { plugin: string; hook?: string | undefined; host?: string | undefined },
): FckError {
  return pluginErrors.failed(work, thrownInWords(thrown), {
    cause: thrown,
    hint: hintFor(thrown),
    where: placeThrown(thrown),
  });
}

/** Describes a thrown value, even if it is no error: a text, an object, undefined. */
export function thrownInWords(thrown: unknown): string {
  // The first line of a long message, such as a parser's, has the reason.
  if (thrown instanceof Error)
    return (
      thrown.message
        .trim()
        .split('\n', 1)[0]
        ?.replace(/^ParseError: /, '')
        .trim() || thrown.name
    );
  if (typeof thrown === 'string' && thrown !== '') return thrown;
  if (
    typeof thrown === 'object' &&
    thrown !== null &&
    'message' in thrown &&
    typeof thrown.message === 'string'
  )
    return thrown.message;
  return `it threw ${inspect(thrown, { breakLength: Number.POSITIVE_INFINITY, depth: 1 })} instead of an error`;
}

/** Hints for well-known mistakes. */
export function hintFor(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return 'Throw an Error: it says what failed, and where.';
  const [, verb] = /^Cannot read properties of undefined \(reading '(\w+)'\)$/.exec(thrown.message) ?? [];
  if (verb !== undefined && ['register', 'choose', 'find', 'names', 'entries'].includes(verb))
    return 'Is the name of the registry right? They are fck.tools, builders, services, proxies, processManagers, activationParts, sources, distributors, objectStores, secretSources, undoSteps, templates, tasks, phases and commands.';
  return undefined;
}
