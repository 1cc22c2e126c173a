import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueInWords } from './issue-words.js';
import { plainIssues } from './zod-issues.js';

/** Messages of zod and libraries like it, for any schema. */
const LIBRARY = /Invalid|[Ee]xpected|[Rr]eceived|Too (small|big)|record|array|object|undefined/;

const said = (schema: z.ZodType, value: unknown) =>
  (schema.safeParse(value).error?.issues ?? [])
    .flatMap((issue) => plainIssues(issue as Parameters<typeof plainIssues>[0]))
    .map(issueInWords);

describe('no message of a validation library reaches a reader', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.number(), 'x', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.string(), undefined, 'must be a string'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.array(z.string()), {}, 'must be a list'],
    [z.record(z.string(), z.string()), [], 'must be a mapping'],
    [z.object({}), 'x', 'must be a mapping'],
    [z.literal('a'), 'b', 'must be "a"'],
    [z.enum(['a', 'b']), 'c', 'must be one of "a", "b"'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(3), 'a', 'must have at least 3 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 items'],
    [z.number().max(65_535), 70_000, 'must be at most 65535'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.number().multipleOf(2), 3, 'must be a multiple of 2'],
    [z.string().startsWith('/'), 'a', 'must start with "/"'],
    [z.url(), 'a', 'must be a valid URL'],
    [z.union([z.string(), z.object({})]), 3, 'must be a string or a mapping'],
    [z.record(z.string().regex(/^a/), z.number()), { b: 1 }, 'must match pattern /^a/'],
    [z.custom((value) => value === 1), 2, 'has a value that it cannot have'],
    [z.string().refine((value) => value !== '', { error: 'must be a name' }), '', 'must be a name'],
  ])('%#', (schema, value, words) => {
    expect(said(schema, value)).toEqual([words]);
    expect(words).not.toMatch(LIBRARY);
  });
});
