import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StandardSchema } from '../api/standard-schema.js';
import { Secret } from '../command/secret.js';
import { UnsetSecret } from '../command/unset-secret.js';
import { validateWithSecrets } from './secret-values.js';

const secretValue = z.custom<Secret>((value) => value instanceof Secret, { error: 'expected a secret' });

async function read(schema: StandardSchema, value: unknown, shown: unknown): Promise<unknown> {
  const { result } = await validateWithSecrets(schema, { value, shown });
  return result.issues ?? result.value;
}

/** A value from the environment at a key. */
const at = (schema: z.ZodType) =>
  read(z.object({ key: schema }), { key: 'hunter22' }, { key: '!env PASSWORD' });

describe('a value from the environment', () => {
  it.each([
    ['a secret', secretValue],
    ['a text or a secret', z.union([z.string(), secretValue])],
    ['a secret in a list, or one', z.union([z.array(secretValue), secretValue])],
  ])('is a secret where the schema takes %s', async (_, schema) => {
    expect(await at(schema)).toEqual({ key: expect.any(Secret) });
  });

  it.each([
    ['a text', z.string()],
    ['what is made a text', z.coerce.string()],
    ['anything', z.unknown()],
    ['anything that it changes', z.any().transform((text: string) => text.trim())],
    ['a text that it changes', z.preprocess((text) => text, z.string())],
  ])('is a text where the schema takes %s', async (_, schema) => {
    expect(await at(schema)).toEqual({ key: 'hunter22' });
  });

  it('is a secret or a text for each key separately', async () => {
    const schema = z.object({
      host: z.string(),
      env: z.record(z.string(), z.union([z.string(), secretValue])),
      list: z.array(z.union([z.string(), z.object({ inner: secretValue })])),
    });
    const value = {
      host: '10.0.0.7',
      env: { A: 'plain', B: 'hunter22' },
      list: ['hunter22', { inner: 'hunter22' }],
    };
    const shown = {
      host: '!env HOST',
      env: { A: 'plain', B: '!env B' },
      list: ['!env C', { inner: '!env D' }],
    };
    expect(await read(schema, value, shown)).toEqual({
      host: '10.0.0.7',
      env: { A: 'plain', B: expect.any(Secret) },
      list: ['hunter22', { inner: expect.any(Secret) }],
    });
  });

  it('is no secret if it is short, or was written literally', async () => {
    const schema = z.union([z.string(), secretValue]);
    expect(await read(schema, '8000', '!env PORT')).toBe('8000');
    expect(await read(schema, '!env PORT', '!env PORT')).toBe('!env PORT');
  });

  it('is a secret that cannot be revealed, if its variable is not set', async () => {
    const value = { password: new UnsetSecret('PASSWORD'), host: new UnsetSecret('HOST'), port: 'x' };
    const shown = { password: '!env PASSWORD', host: '!env HOST', port: 'x' };
    const schema = z.object({ password: secretValue, host: z.string(), port: z.number() });
    const { result, unset } = await validateWithSecrets(schema, { value, shown });
    expect(unset.map(({ variable }) => variable.name)).toEqual(['HOST']);
    expect(result.issues?.map(({ path }) => path)).toEqual([['port']]);
    expect(() => value.password.reveal()).toThrow('The environment variable PASSWORD is not set.');
  });

  it('is refused like a text', async () => {
    expect(await at(z.number())).toEqual([
      expect.objectContaining({ message: 'Invalid input: expected number, received string' }),
    ]);
  });
});
