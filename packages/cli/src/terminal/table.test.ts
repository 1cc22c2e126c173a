import stringWidth from 'fast-string-width';
import { expect, it } from 'vitest';
import { createPalette } from './palette.js';
import { drawTable } from './table.js';

it.each<[string, number]>([
  ['web-1', 5],
  ['日本語', 6],
  ['café', 4],
  ['cafe\u0301', 4],
  ['🚀', 2],
  ['👍🏽', 2],
  ['✔', 1],
  ['✔\ufe0f', 2],
  ['🇯🇵', 2],
  ['한국', 4],
  ['ｱｲ', 2],
  ['ＡＢ', 4],
  ['…', 1],
])('%s takes %i columns', (text, width) => {
  const rows = [[text, 'x']];
  const [heading = '', line] = drawTable({ columns: ['h', 'state'], rows }, createPalette(false)).split('\n');
  expect(line).toBe(`${text}  x`);
  expect(heading.indexOf('STATE')).toBe(width + 2);
});

it('columns of a table stand below each other, whatever is in them', () => {
  const rows = [
    ['東京', 'x'],
    ['web-1', 'x'],
    ['🚀', 'x'],
  ];
  const [, ...lines] = drawTable({ columns: ['host', 'state'], rows }, createPalette(false)).split('\n');
  expect(lines.map((line) => stringWidth(line.slice(0, line.indexOf('x'))))).toEqual([7, 7, 7]);
});
