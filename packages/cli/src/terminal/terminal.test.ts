import { expect, test } from 'vitest';
import { FakeOutput } from '../testing/fake-io.test.helper.js';
import { formatDuration } from './duration.js';
import { createPalette, wantsColor } from './palette.js';
import { printable, printableLines } from './printable.js';
import { drawTable } from './table.js';

test.each([
  [0, '0.0s'],
  [812, '0.8s'],
  [59_940, '59.9s'],
  [59_990, '1m00s'],
  [125_000, '2m05s'],
  [3_599_999, '1h00m'],
  [3_720_000, '1h02m'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { TERM: 'dumb' }, false],
])('terminal %s with %j: colour %s', (tty, env, expected) => {
  expect(wantsColor(new FakeOutput(tty), env)).toBe(expected);
});

test('a palette without colour leaves texts as they are', () => {
  expect(createPalette(false).red('x')).toBe('x');
  expect(createPalette(true).red('x')).toBe('\u001b[31mx\u001b[39m');
});

test('a line that redraws itself is shown in its last state', () => {
  expect(printable('1%\r50%\r100%\r\nnext\tline')).toBe('100%\nnext    line');
  expect(printableLines('a\n\n \n')).toEqual(['a']);
});

test('columns are aligned; colours of cells are left out, since cells hold what hosts say', () => {
  const { green } = createPalette(true);
  const table = {
    columns: ['host', 'role'],
    rows: [
      [green('web-1'), 'web'],
      ['b', ''],
    ],
  };
  expect(drawTable(table, createPalette(false)).split('\n')).toEqual(['HOST   ROLE', 'web-1  web', 'b']);
});
