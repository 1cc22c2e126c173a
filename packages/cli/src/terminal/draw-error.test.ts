import { FckError } from '@fck/core';
import { expect, test } from 'vitest';
import { drawError } from './draw-error.js';
import { createPalette } from './palette.js';

const plainly = { palette: createPalette(false), verbose: false, cwd: '/work' };

const full = new FckError({
  code: 'NAME_UNKNOWN',
  message: 'The group "webb" is not known.',
  hint: 'Known: web.',
  where: { file: '/work/fck.yaml', line: 12, column: 5 },
  host: 'web-1',
  plugin: 'nginx',
  hook: 'activate',
  detail: 'first\nlast\n\n',
});

test('shows all that is known', () => {
  expect(drawError(full, plainly).split('\n')).toEqual([
    '✖ The group "webb" is not known.',
    '  where  fck.yaml:12:5',
    '  host   web-1   plugin nginx   hook activate',
    '  | first',
    '  | last',
    '  → Known: web.',
    '  NAME_UNKNOWN',
  ]);
});

test('shows nothing that is not known', () => {
  const bare = new FckError({ code: 'X', message: 'No.' });
  expect(drawError(bare, plainly).split('\n')).toEqual(['✖ No.', '  X']);
});

test('a file outside of the current folder keeps its whole name', () => {
  const elsewhere = new FckError({ code: 'X', message: 'No.', where: { file: '/etc/fck.yaml' } });
  expect(drawError(elsewhere, plainly)).toContain('where  /etc/fck.yaml');
});

test('control characters in a message do not reach the terminal', () => {
  const hostile = new FckError({ code: 'X', message: 'a\u001b[2Jb', detail: '\u001b]0;title\u0007c' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there.
  expect(drawError(hostile, plainly)).not.toMatch(/[\u0000-\u0009\u001b]/);
});

test('stack traces only with --verbose', () => {
  const caused = new FckError({ code: 'X', message: 'No.', cause: new TypeError('deep down') });
  expect(drawError(caused, plainly)).not.toContain('deep down');
  expect(drawError(caused, { ...plainly, verbose: true })).toMatch(
    /caused by\n.*TypeError: deep down\n\s+at /,
  );
  expect(drawError(new Error('odd'), plainly)).toBe(
    '✖ odd\n  → This was not foreseen. --verbose shows where it came from.',
  );
});
