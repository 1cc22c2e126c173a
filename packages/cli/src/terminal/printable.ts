import { stripVTControlCharacters } from 'node:util';

/**
 * Text that came from elsewhere (a host, a plugin) made safe to show: without escape sequences and other control
 * characters, which could repaint the screen or hide what happened. Of a line that redraws itself with carriage
 * returns, only its last state is kept.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) =>
      lastState(line)
        .replaceAll('\t', '    ')
        .replaceAll(/\p{Cc}/gu, ''),
    )
    .join('\n');
}

/** The lines of such a text, without empty ones at its end. */
export function printableLines(text: string): string[] {
  const lines = printable(text).split('\n');
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

function lastState(line: string): string {
  const redrawn = line.replace(/\r+$/, '');
  return redrawn.slice(redrawn.lastIndexOf('\r') + 1);
}
