import fc from 'fast-check';
import { expect, it } from 'vitest';
import { displayWidth, fitted, padded } from './display-width.js';
import { createPalette } from './palette.js';
import { drawTable } from './table.js';

it.each<[string, number]>([
  ['web-1', 5],
  ['日本語', 6],
  ['café', 4],
  ['cafe\u0301', 4],
  ['🚀', 2],
  ['👩‍👩‍👧', 2],
  ['👍🏽', 2],
  ['✔', 1],
  ['✔\ufe0f', 2],
  ['🇯🇵', 2],
  ['한국', 4],
  ['ｱｲ', 2],
  ['ＡＢ', 4],
  ['…', 1],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
  expect(displayWidth(padded(text, 12))).toBe(12);
});

it('columns of a table stand below each other, whatever is in them', () => {
  const rows = [
    ['東京', 'x'],
    ['web-1', 'x'],
    ['🚀', 'x'],
  ];
  const [, ...lines] = drawTable({ columns: ['host', 'state'], rows }, createPalette(false)).split('\n');
  expect(lines.map((line) => displayWidth(line.slice(0, line.indexOf('x'))))).toEqual([7, 7, 7]);
});

it('a text that is too long ends with a mark, and its colours end', () => {
  const { red } = createPalette(true);
  expect(fitted('web-1', 5)).toBe('web-1');
  expect(fitted('web-100', 5)).toBe('web-…');
  expect(fitted('日本語', 5)).toBe('日本…');
  expect(fitted(`a ${red('failed')}!`, 5)).toBe(`a ${red('fa…')}`);
});

it('never takes more columns than there are', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '日', '🚀', 'e\u0301', ' ') });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (whole, width) => {
      expect(displayWidth(fitted(whole, width))).toBeLessThanOrEqual(width);
    }),
  );
});
