import stringWidth from 'fast-string-width';
import type { Palette } from './palette.js';
import { printableLine } from './printable.js';

const GAP = '  ';

/** Rows of text under a heading. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Draws a table with aligned columns: a heading, then one line per row, without trailing spaces. Cells may contain text from a
 * host: each is drawn as one line without characters that a terminal interprets.
 */
export function drawTable(table: Table, palette: Palette): string {
  const columns = table.columns.map(printableLine);
  const rows = table.rows.map((row) => row.map(printableLine));
  const widths = columns.map((heading, column) =>
    Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => padded(cells[column] ?? '', width))
      .join(GAP)
      .trimEnd();
  return [palette.bold(line(columns.map((heading) => heading.toUpperCase()))), ...rows.map(line)].join('\n');
}

/** Pads a text with spaces to so many columns; East Asian characters and emoji take two. */
function padded(text: string, width: number): string {
  return text + ' '.repeat(width - stringWidth(text));
}
