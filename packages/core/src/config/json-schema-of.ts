import { z } from 'zod';
import type { StandardSchema } from '../api/standard-schema.js';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

const TARGET = 'draft-2020-12';

/**
 * The JSON Schema of a schema: from zod, and from every library that supports Standard JSON Schema. For others it is
 * `{}`, which accepts everything. It is never stricter than the schema itself, but may be laxer.
 */
export function jsonSchemaOf(schema: StandardSchema): JsonSchema {
  try {
    const { $schema: _, '~standard': __, ...found } = offered(schema) ?? fromZod(schema) ?? {};
    return found;
  } catch {
    // The library has no equivalent JSON Schema.
    return {};
  }
}

/** https://standardschema.dev/json-schema */
function offered(schema: StandardSchema): JsonSchema | undefined {
  const standard: object = schema['~standard'];
  if (!('jsonSchema' in standard)) return undefined;
  const { input } = standard.jsonSchema as { input(options: object): JsonSchema };
  return input({ target: TARGET, libraryOptions: zodOptions });
}

function fromZod(schema: StandardSchema): JsonSchema | undefined {
  if (schema['~standard'].vendor !== 'zod' || !('_zod' in schema)) return undefined;
  return z.toJSONSchema(schema as unknown as z.ZodType, { ...zodOptions, target: TARGET, io: 'input' });
}

const zodOptions = { unrepresentable: 'any', override: relax } as const;

/** Removes rules of zod's JSON Schema that are stricter than zod itself, or redundant. */
function relax({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: JsonSchema }): void {
  const { def } = (zodSchema as z.ZodType)._zod;
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  if (jsonSchema['format'] === 'starts_with' || jsonSchema['format'] === 'ends_with')
    delete jsonSchema['format'];
  if ('coerce' in def && def.coerce === true) replace(jsonSchema, {});
  if (def.type === 'pipe' && isPreprocess(def)) replace(jsonSchema, withShortForms(jsonSchema));
}

function isPreprocess(def: object): boolean {
  return 'in' in def && (def.in as z.ZodType)._zod.def.type === 'transform';
}

const TYPES = ['string', 'number', 'boolean', 'array', 'object', 'null'];

/**
 * `z.preprocess` is for short forms (a name instead of a list), which zod cannot describe: a value of the schema's type
 * must match the schema, a value of another type may be a short form.
 */
function withShortForms(full: JsonSchema): JsonSchema {
  const { type, description, default: preset } = full;
  if (typeof type !== 'string') return {};
  const { description: _, default: __, ...inner } = full;
  const others = TYPES.filter((other) => other !== type && !(other === 'number' && type === 'integer'));
  return {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
    anyOf: [inner, { type: others }],
  };
}

function replace(target: JsonSchema, content: JsonSchema): void {
  const copy = { ...content };
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, copy);
}
