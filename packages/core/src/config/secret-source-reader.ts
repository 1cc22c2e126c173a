import type { SecretSources } from '../command/referenced-secret.js';
import { type FckError, isFckError, messageOf, type Place } from '../errors/fck-error.js';
import { secretErrors } from '../errors/secret.js';

/** Milliseconds: long enough to unlock a password manager. */
const TIMEOUT = 60_000;

/** A reference as it is written. */
interface WrittenReference {
  /** The name of the source and what it is asked for. */
  readonly text: string;
  readonly shown: string;
  readonly directory: string;
  place(): Place;
}

/** The values that were asked for, by source and reference: a source that asks for a finger or a code asks once. */
const asked = new WeakMap<SecretSources, Map<string, Promise<string>>>();

/** Asks a secret source for a value, once for each reference. */
export async function readFromSource(
  { text, shown, directory, place }: WrittenReference,
  sources: SecretSources,
): Promise<string> {
  const [, source = '', reference = ''] = /^(\S+)\s+(\S[\s\S]*)$/.exec(text) ?? [];
  const fail = (why: string, hint?: string): FckError => secretErrors.unreadable(shown, why, place(), hint);
  if (source === '')
    throw fail(
      'it has no reference',
      'Write `!secret SOURCE REFERENCE`, such as `!secret op op://shop/web/key`.',
    );
  const known = asked.get(sources) ?? new Map<string, Promise<string>>();
  asked.set(sources, known);
  const key = `${directory}\0${source}\0${reference}`;
  const value = known.get(key) ?? answerOf(sources, source, { reference, directory });
  known.set(key, value);
  try {
    return await value;
  } catch (thrown) {
    // It may be unlocked until the next attempt.
    known.delete(key);
    throw fail(
      messageOf(thrown),
      (isFckError(thrown) ? thrown.hint : undefined) ??
        `Correct the reference, or the login of ${source} on this machine, and run the same command again.`,
    );
  }
}

async function answerOf(
  sources: SecretSources,
  name: string,
  request: { readonly reference: string; readonly directory: string },
): Promise<string> {
  const source = sources.get(name);
  const signal = AbortSignal.timeout(TIMEOUT);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error(`${name} did not answer within ${TIMEOUT / 1000} seconds`));
    });
  });
  const value: unknown = await Promise.race([source.read({ ...request, signal }), late]);
  if (typeof value !== 'string' || value === '') throw new Error(`${name} has no value there`);
  return value;
}
