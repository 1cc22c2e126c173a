import { stripVTControlCharacters } from 'node:util';
import type { Palette } from './palette.js';

const GAP = '  ';

/** Rows of text under a heading. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Draws a table with aligned columns: a heading line, then a line a row. Nothing stands at the end of a line. */
export function drawTable(table: Table, palette: Palette): string {
  const widths = table.columns.map((heading, column) =>
    Math.max(widthOf(heading), ...table.rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => padded(cells[column] ?? '', width))
      .join(GAP)
      .trimEnd();
  return [
    palette.bold(line(table.columns.map((heading) => heading.toUpperCase()))),
    ...table.rows.map(line),
  ].join('\n');
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - widthOf(cell));
}

function widthOf(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
