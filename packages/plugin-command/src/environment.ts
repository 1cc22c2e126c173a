import { Secret } from '@fck/core';
import { z } from 'zod';

/** `env:` as a mapping of names to texts, numbers, booleans, or values from `!env`. */
export const environmentSchema = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable'),
    z.union([
      z.union([z.string(), z.number(), z.boolean()]).transform(String),
      z.custom<Secret>((value) => value instanceof Secret, {
        error: 'expected a text, a number, true or false',
      }),
    ]),
  )
  .nullish()
  .transform((given) => given ?? {});

/** Variables of a command. */
export type Environment = z.output<typeof environmentSchema>;
