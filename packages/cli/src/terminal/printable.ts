import { stripVTControlCharacters } from 'node:util';

/**
 * Characters that a terminal or a reader takes for something else: control characters, which repaint the screen; marks of direction
 * (U+202E), which show text in another order than it has; and those that cannot be seen.
 */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/** What ends a line: some programs end lines with other characters than a newline. */
const LINE_END = /\n|\u2028|\u2029/;

/**
 * Text that came from elsewhere (a host, a plugin) made safe to show: without escape sequences, control characters and marks of
 * direction, which could repaint the screen or hide what happened. Of a line that redraws itself with carriage returns, only its last
 * state is kept. It may have several lines: where one row is drawn, use {@link printableLine}.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .split(LINE_END)
    .map((line) => lastState(line).replaceAll('\t', '    ').replaceAll(UNSEEN, ''))
    .join('\n');
}

/** The same on one line: for rows, cells and names, where a second line would look like a row of its own. */
export function printableLine(text: string): string {
  return printableLines(text).join(' ');
}

/** The lines of such a text, without empty ones at its end. */
export function printableLines(text: string): string[] {
  const lines = printable(text).split('\n');
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

/** The lines of such a text below its first one are indented, so that none of them passes for a row of its own. */
export function printableBlock(text: string, indentation = '  '): string[] {
  return printableLines(text).map((line, index) => (index === 0 ? line : `${indentation}${line}`));
}

/** JSON that says the same, with escapes for the characters that {@link printable} leaves out. */
export function printableJson(value: unknown, indentation?: number): string {
  return (JSON.stringify(value, undefined, indentation) ?? 'null')
    .split('\n')
    .map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped))
    .join('\n');
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

function lastState(line: string): string {
  const redrawn = line.replace(/\r+$/, '');
  return redrawn.slice(redrawn.lastIndexOf('\r') + 1);
}
