import * as v from 'valibot';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Arguments, GivenArguments } from '../api/arguments.js';
import { readArguments } from './read-arguments.js';
import { isListable, rowsOf } from './rows-of.js';

const about = 'what it is';

const rows = {
  folder: { about, kind: 'text', required: true },
  depth: { about, kind: 'number', default: 3, env: 'DEPTH' },
  force: { about, kind: 'boolean' },
  level: { about, kind: 'choice', choices: ['debug', 'info'] },
  skip: { about, kind: 'list', choices: ['css', 'js', 'images'] },
  tags: { about, kind: 'list' },
} as const satisfies Arguments;

const schema = z.object({
  folder: z.string().min(3).describe('what to pack'),
  depth: z.int().max(9).default(3).meta({ env: 'DEPTH' }),
  level: z.enum(['debug', 'info']).optional(),
  tags: z.array(z.string()).default([]),
  since: z.iso
    .date()
    .transform((date) => new Date(date))
    .optional(),
});

const read = (declared: Arguments, given: GivenArguments, env: NodeJS.ProcessEnv = {}) =>
  readArguments(declared, given, { taker: 'The task "pack"', env });

it('a value of each kind is read, from a text or as it is', async () => {
  const texts = { folder: '/etc', depth: '-2.5', force: 'yes', level: 'info', skip: 'css, js', tags: 'a' };
  const values = {
    folder: '/etc',
    depth: -2.5,
    force: true,
    level: 'info',
    skip: ['css', 'js'],
    tags: ['a'],
  };
  expect(await read(rows, texts)).toEqual({ values, given: values, problems: [] });
  expect(await read(rows, values)).toEqual({ values, given: values, problems: [] });
});

it('defaults are filled in: booleans are false, and lists empty', async () => {
  expect((await read(rows, { folder: '/etc' })).values).toEqual({
    folder: '/etc',
    depth: 3,
    force: false,
    skip: [],
    tags: [],
  });
});

it('a variable gives the value that the caller does not give, and is no part of what was given', async () => {
  const env = { DEPTH: '7' };
  expect(await read(rows, { folder: '/etc' }, env)).toMatchObject({
    values: { depth: 7 },
    given: { folder: '/etc' },
  });
  expect((await read(rows, { folder: '/etc', depth: 1 }, env)).values).toMatchObject({ depth: 1 });
  expect((await read(rows, { folder: '/etc' }, { DEPTH: '' })).values).toMatchObject({ depth: 3 });
});

it('every problem is listed, and no value of a variable is shown', async () => {
  const given = { depth: undefined, force: 'perhaps', level: 'inof', skip: ['css', 'imags'], tags: 7 };
  const { problems } = await read(rows, given, { DEPTH: 'swordfish' });
  expect(problems).toEqual([
    'The task "pack" needs --folder: what it is.',
    '--depth must be a number, not the value of DEPTH.',
    '--force must be true or false, not "perhaps".',
    '--level must be one of debug, info, not "inof". Did you mean "info"?',
    '--skip must be a list of css, js, images, not "imags". Did you mean "images"?',
    '--tags must be a list of texts, not 7.',
  ]);
});

it.each(['', 'a', '0x10', '1e999', 'NaN', 'Infinity', '1,5', ' '])('"%s" is no number', async (depth) => {
  expect((await read(rows, { folder: '/etc', depth })).problems).toHaveLength(1);
});

it('a schema of the whole object lists its arguments, and checks them', async () => {
  expect(rowsOf(schema)).toEqual({
    folder: { about: 'what to pack', kind: 'text', required: true },
    depth: { about: '', kind: 'number', default: 3, env: 'DEPTH' },
    level: { about: '', kind: 'choice', choices: ['debug', 'info'] },
    tags: { about: '', kind: 'list', default: [] },
    since: { about: '', kind: 'text' },
  });
  const found = await read(schema, { folder: '/etc', depth: '4', tags: 'a,b', since: '2026-01-02' });
  expect(found).toMatchObject({
    values: { folder: '/etc', depth: 4, tags: ['a', 'b'], since: new Date('2026-01-02') },
    given: { folder: '/etc', depth: 4, tags: ['a', 'b'], since: '2026-01-02' },
  });
  const { problems } = await read(schema, { folder: '/', depth: 10 });
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/^--folder: .*3/);
  expect(problems[1]).toMatch(/^--depth: .*9/);
});

it('a schema without a JSON Schema of an object cannot be listed', () => {
  expect(isListable(schema)).toBe(true);
  expect(isListable(v.object({ folder: v.string() }))).toBe(false);
  expect(isListable(z.string())).toBe(false);
});
