import type { JsonSchema } from '@fck/core/host';

/** A key of a section, as a row of a table. */
export interface KeyRow {
  readonly key: string;
  /** `text`, `list of text`, `"a" or "b"` … */
  readonly type: string;
  /** `required`, or the default as JSON; empty for an optional key without one. */
  readonly preset: string;
  readonly about: string;
}

/** The keys of an object, by its JSON Schema; of several alternatives, the keys of the one that is an object. */
export function keysOf(schema: JsonSchema): KeyRow[] {
  const object = [schema, ...alternatives(schema)].find(({ properties }) => isMapping(properties));
  if (!object) return [];
  const required = Array.isArray(object['required']) ? object['required'] : [];
  return Object.entries(mappingIn(object, 'properties')).map(([key, value]) => {
    const inner = isMapping(value) ? value : {};
    const preset = inner['default'] === undefined ? '' : JSON.stringify(inner['default']);
    return {
      key,
      type: typeInWords(inner),
      preset: required.includes(key) ? 'required' : preset,
      about: typeof inner['description'] === 'string' ? inner['description'] : '',
    };
  });
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'mapping',
  array: 'list',
};

/** The type of a value in words: `text or list of text`. */
export function typeInWords(schema: JsonSchema): string {
  const several = alternatives(schema);
  if (several.length > 0) return [...new Set(several.map(typeInWords).filter(Boolean))].join(' or ');
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' or ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  const types = [schema['type']].flat().filter((type) => typeof type === 'string' && type !== 'null');
  // A short form accepts any type here: the long form is shown instead.
  if (types.length > 3) return '';
  return types
    .map((type) => (type === 'array' ? listInWords(schema) : (WORDS[type as string] ?? '')))
    .join(' or ');
}

function listInWords(schema: JsonSchema): string {
  const items = isMapping(schema['items']) ? typeInWords(schema['items']) : '';
  return items === '' ? 'list' : `list of ${items.includes(' or ') ? `(${items})` : items}`;
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const several = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(several)
    ? several
        .filter(isMapping)
        .flatMap((one) => [one, ...alternatives(one)])
        .filter((one) => !('anyOf' in one) && !('oneOf' in one))
    : [];
}

function mappingIn(schema: JsonSchema, key: string): JsonSchema {
  const value = schema[key];
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
