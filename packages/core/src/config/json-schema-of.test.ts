import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { StandardSchema } from '../api/standard-schema.js';
import { jsonSchemaOf } from './json-schema-of.js';

const accepts = (schema: StandardSchema, value: unknown) =>
  new Ajv2020({ strict: false }).validate(jsonSchemaOf(schema), value);

const short = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string()).min(1),
);

it('of zod: types, limits and unknown keys', () => {
  const schema = z.strictObject({ port: z.int().min(1).default(80), kind: z.enum(['a', 'b']).optional() });
  expect(jsonSchemaOf(schema)).toEqual({
    type: 'object',
    properties: {
      port: { type: 'integer', minimum: 1, default: 80 },
      kind: { type: 'string', enum: ['a', 'b'] },
    },
    additionalProperties: false,
  });
});

it('of a preprocessed schema: accepts a short form, checks the full form', () => {
  expect(accepts(short, 'one')).toBe(true);
  expect(accepts(short, ['one'])).toBe(true);
  expect(accepts(short, [])).toBe(false);
  expect(accepts(short, [1])).toBe(false);
});

it('of a schema without one: anything', () => {
  expect(jsonSchemaOf(v.object({ port: v.number() }))).toEqual({});
  expect(jsonSchemaOf(z.custom<string>(() => true))).toEqual({});
  expect(accepts(z.object({ at: z.date() }), { at: 'today' })).toBe(true);
});

it('of a library that offers Standard JSON Schema', () => {
  const { '~standard': standard } = v.string();
  const offering = {
    '~standard': { ...standard, jsonSchema: { input: () => ({ $schema: 'x', type: 'string' }) } },
  };
  expect(jsonSchemaOf(offering)).toEqual({ type: 'string' });
  const failing = {
    '~standard': {
      ...standard,
      jsonSchema: {
        input: () => {
          throw new Error('no');
        },
      },
    },
  };
  expect(jsonSchemaOf(failing)).toEqual({});
});

it('never refuses a value that the schema accepts', () => {
  const schema = z.strictObject({
    tools: short.optional(),
    labels: z.record(z.string(), z.coerce.string()).optional(),
    text: z.union([z.string().transform((text) => [text]), z.array(z.string())]).optional(),
    count: z.int().positive().default(1),
  });
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string()),
    fc.dictionary(fc.string(), fc.integer()),
  );
  const given = fc.record({ tools: value, labels: value, text: value, count: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(given, (config) => {
      fc.pre(schema.safeParse(config).success);
      // JSON has no prototypes, and neither has a configuration.
      expect(accepts(schema, JSON.parse(JSON.stringify(config)))).toBe(true);
    }),
  );
});
