import { pluginErrors } from '../errors/plugin.js';
import { registryErrors } from '../errors/registry.js';
import { foundInWords } from '../plugin/found-in-words.js';
import { isStandardSchema } from '../plugin/standard-schema.js';

/** What an entry must have: a key, or one of several. Plugins in JavaScript have no types that would say so. */
export type EntryShape = readonly (string | readonly string[])[];

/**
 * Checks that what is registered has what everything of its kind must have.
 *
 * @throws FckError `ENTRY_SHAPE`, `SCHEMA_SHAPE`
 */
export function checkEntry(
  kind: string,
  name: string,
  value: unknown,
  shape: EntryShape,
  owner: string,
): void {
  const needed = shape.find((keys) => ![keys].flat().some((key) => has(value, key)));
  if (needed !== undefined) {
    const missing = [needed].flat().map((key) => `\`${key}\``);
    throw registryErrors.wrongShape(kind, name, missing.join(' or '), keysOf(value), owner);
  }
  if (shape.includes('schema') && has(value, 'schema') && !isStandardSchema(value.schema))
    throw pluginErrors
      .wrongSchema(`The ${kind} "${name}"`, foundInWords(value.schema).what)
      .stamp({ plugin: owner });
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && key in value && (value as Record<K, unknown>)[key] !== undefined;
}

function keysOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return foundInWords(value).what;
  return Object.keys(value).join(', ') || 'nothing';
}
