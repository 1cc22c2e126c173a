import type { CommandResult } from '@fck/core';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { printableJson } from '../terminal/printable.js';
import { drawTable } from '../terminal/table.js';
import type { Invocation } from './verb.js';

/** Prints the result of a verb on stdout: with `--json` its document, else its table and the text below the table. */
export function printResult(
  { io, options }: Pick<Invocation, 'io' | 'options'>,
  result: CommandResult,
): void {
  if (options.json) {
    io.stdout.write(`${printableJson(result.document, 2)}\n`);
    return;
  }
  const palette = createPalette(wantsColor(io.stdout, io.env));
  const { table, text } = result;
  if (table && table.rows.length > 0) io.stdout.write(`${drawTable(table, palette)}\n`);
  if (text) io.stdout.write(`${text}\n`);
}
