import { expect, test } from 'vitest';
import { parseArguments, type Request } from './parse-arguments.js';
import { fakeIo } from './testing/fake-io.test.helper.js';
import { givenOptions } from './testing/options.test.helper.js';
import type { VerbGroup } from './verbs/verb.js';

const sandbox = {
  name: 'sandbox',
  about: 'throwaway hosts',
  verbs: [
    {
      name: 'up',
      usage: '[host...]',
      about: 'makes them',
      options: {
        'base-image': { about: 'an image', kind: 'text' as const },
        'keep-it': { about: 'keep', kind: 'boolean' as const },
      },
      load: async () => async () => 0,
    },
  ],
};

function parse(
  line: string,
  groups: readonly VerbGroup[] = [sandbox],
): { request: Request; out: string; err: string } {
  const io = fakeIo();
  const request = parseArguments(line.split(' ').filter(Boolean), {
    io,
    version: '1.2.3',
    words: { verbs: [], groups },
  });
  return { request, out: io.stdout.text, err: io.stderr.text };
}

test('global options may stand before the verb and after it', () => {
  const expected = {
    kind: 'verb',
    entry: expect.objectContaining({ name: 'run' }),
    options: givenOptions({
      selection: { roles: ['web', 'db', 'cache'], hosts: ['web-*'] },
      parallel: 4,
      dryRun: true,
      json: true,
    }),
    given: { operands: ['build'], own: {} },
  };
  expect(parse('-n -r web,db run build -r cache -H web-* --parallel 4 --json').request).toEqual(expected);
});

test('what follows -- belongs to the command that is to be run', () => {
  expect(parse('exec -r web -- ls -n --json').request).toMatchObject({
    options: { selection: { roles: ['web'] }, dryRun: false, json: false },
    given: { operands: ['ls', '-n', '--json'] },
  });
});

test('options that only tasks know arrive among the operands', () => {
  expect(parse('run rollback --to notes_00001 -v').request).toMatchObject({
    options: { verbose: true },
    given: { operands: ['rollback', '--to', 'notes_00001'] },
  });
});

test('a word of a plugin takes options under their own names', () => {
  expect(parse('sandbox up a b --base-image x --keep-it').request).toMatchObject({
    entry: { name: 'up' },
    given: { operands: ['a', 'b'], own: { 'base-image': 'x', 'keep-it': true } },
  });
});

test.each(['sandbox up --base-image x', 'sandbox --help', 'help sandbox', 'sandbox'])(
  '"%s" asks for a plugin’s word while none is known, and prints nothing yet',
  (line) => {
    expect(parse(line, [])).toMatchObject({
      request: { kind: 'unknown', word: 'sandbox' },
      out: '',
      err: '',
    });
  },
);

test('a mistyped word is answered with the nearest', () => {
  expect(parse('stauts').request).toMatchObject({ kind: 'unknown', near: 'Did you mean status?' });
  expect(parse('sandbox upp').request).toMatchObject({
    kind: 'invalid',
    near: '(Did you mean up?)'.slice(1, -1),
  });
});

test.each([
  ['ssh', /missing required argument 'host'/i],
  ['hosts --nonsense', /unknown option '--nonsense'/i],
  ['--parallel 0 hosts', /whole number from 1/],
  ['-v -q hosts', /cannot be used with/],
  ['hosts web', /too many arguments/i],
])('"%s" is refused', (line, message) => {
  const { request, err } = parse(line);
  expect(request).toMatchObject({ kind: 'invalid', message: expect.stringMatching(message) });
  expect(err).toBe('');
});

test('help and version go to stdout', () => {
  expect(parse('--version')).toMatchObject({ request: { kind: 'answered', exitCode: 0 }, out: '1.2.3\n' });
  expect(parse('--help').out).toMatch(/plan .*\n(.*\n)*.*sandbox/);
  expect(parse('sandbox up --help').out).toContain('--base-image <value>');
  expect(parse('run --help').out).toContain('--dry-run');
});

test('no word at all: help on stderr, and failure', () => {
  const { request, out, err } = parse('');
  expect(request).toEqual({ kind: 'answered', exitCode: 1 });
  expect(out).toBe('');
  expect(err).toContain('Usage: fck');
});
