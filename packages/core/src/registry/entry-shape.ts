import { foundInWords } from '../errors/found-in-words.js';
import { pluginErrors } from '../errors/plugin.js';
import { registryErrors } from '../errors/registry.js';
import type { EntryFlaw } from './entry-flaws.js';
import { isStandardSchema } from './is-standard-schema.js';

/**
 * The required members of an entry: a key, or one of several. Plugins in JavaScript have no types that would report a
 * missing one.
 */
export type EntryShape = readonly (string | readonly string[])[];

/** How entries of a kind are checked. */
export interface EntryChecks {
  /** The required members of every entry. */
  readonly shape?: EntryShape | undefined;
  /** Checks the optional parts of an entry. */
  readonly flawIn?: ((entry: Readonly<Record<string, unknown>>) => EntryFlaw | undefined) | undefined;
}

/**
 * Checks that a registered entry has the required members of its kind, and that its parts are valid.
 *
 * @throws FckError `ENTRY_SHAPE`, `SCHEMA_SHAPE`
 */
export function checkEntry(
  kind: string,
  name: string,
  value: unknown,
  { shape = [], flawIn }: EntryChecks,
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
  const flaw = flawIn && isObject(value) ? flawIn(value) : undefined;
  if (flaw) throw registryErrors.wrongShape(kind, name, flaw.needed, flaw.found, owner);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return isObject(value) && value[key] !== undefined;
}

function keysOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return foundInWords(value).what;
  return Object.keys(value).join(', ') || 'nothing';
}
