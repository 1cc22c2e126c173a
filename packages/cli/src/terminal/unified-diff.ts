import type { Palette } from './palette.js';
import { printable } from './printable.js';

/**
 * Draws what would become of a file, or became of it, as a unified diff.
 *
 * @param before undefined if there is no such file yet
 */
export async function drawDiff(
  change: { path: string; before: string | undefined; after: string },
  palette: Palette,
): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch(
    change.before === undefined ? '/dev/null' : change.path,
    change.path,
    change.before ?? '',
    change.after,
  );
  // Its first line is a ruler of `=`, which says nothing.
  const lines = printable(patch).trimEnd().split('\n').slice(1);
  return lines.map((line) => painted(line, palette)).join('\n');
}

function painted(line: string, palette: Palette): string {
  if (line.startsWith('+++') || line.startsWith('---')) return palette.bold(line);
  if (line.startsWith('@@')) return palette.cyan(line);
  if (line.startsWith('+')) return palette.green(line);
  if (line.startsWith('-')) return palette.red(line);
  return line;
}
