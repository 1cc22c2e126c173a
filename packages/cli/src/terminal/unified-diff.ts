import type { Palette } from './palette.js';
import { printableLine } from './printable.js';

/**
 * Draws the planned or made change of a file as a unified diff.
 *
 * @param before undefined if there is no such file yet
 */
export async function drawDiff(
  change: { path: string; before: string | undefined; after: string },
  palette: Palette,
): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const path = printableLine(change.path);
  const patch = createTwoFilesPatch(
    change.before === undefined ? '/dev/null' : path,
    path,
    change.before ?? '',
    change.after,
  );
  // The first line is a ruler of `=`, which is not needed.
  const lines = patch.trimEnd().split('\n').slice(1);
  return lines.map((line) => painted(asItIs(line), palette)).join('\n');
}

/** A line of a file stays one line, and a carriage return cannot hide the text before it. */
function asItIs(line: string): string {
  return printableLine(line.replace(/\r$/, '').replaceAll('\r', '␍'));
}

function painted(line: string, palette: Palette): string {
  if (line.startsWith('+++') || line.startsWith('---')) return palette.bold(line);
  if (line.startsWith('@@')) return palette.cyan(line);
  if (line.startsWith('+')) return palette.green(line);
  if (line.startsWith('-')) return palette.red(line);
  return line;
}
