import type { Palette } from '../terminal/palette.js';
import { printable, printableLine, printableLines } from '../terminal/printable.js';
import { drawTable } from '../terminal/table.js';
import type { Topic } from './topic.js';

/** Draws a topic as text. */
export function drawTopic(topic: Topic, palette: Palette): string {
  const { kind, name, owner, about, facts, keys, example } = topic;
  const title = `${palette.bold(printableLine(name))}  ${kind}${owner === undefined ? '' : ` of ${printableLine(owner)}`}`;
  return [
    title,
    ...(about === '' ? [] : [`  ${printable(about)}`]),
    ...section(drawFacts(facts, palette)),
    ...section(keys ? drawTable(keyTable(keys), palette).split('\n') : []),
    ...section(example === undefined ? [] : printableLines(example)),
  ].join('\n');
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${line}`)];
}

function drawFacts(facts: Topic['facts'], palette: Palette): string[] {
  const width = Math.max(0, ...Object.keys(facts).map((word) => word.length));
  return Object.entries(facts).map(
    ([word, text]) => `${palette.dim(word.padEnd(width))}  ${printable(text)}`,
  );
}

function keyTable(keys: NonNullable<Topic['keys']>) {
  const documented = keys.some(({ about }) => about !== '');
  return {
    columns: ['key', 'is', 'default', ...(documented ? ['about'] : [])],
    rows: keys.map(({ key, type, preset, about }) => [key, type, preset, ...(documented ? [about] : [])]),
  };
}
