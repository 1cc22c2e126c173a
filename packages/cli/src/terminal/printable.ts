import { stripVTControlCharacters } from 'node:util';

/**
 * Characters that mislead a terminal or a reader: control characters, which repaint the screen; direction marks (U+202E), which
 * reorder text; and invisible characters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/** Line ends: some programs use other characters than a newline. */
const LINE_END = /\n|\u2028|\u2029/;

/**
 * Makes foreign text (from a host or a plugin) safe to show: removes escape sequences, control characters and direction marks,
 * which could repaint the screen or hide what happened. Of a line that redraws itself with carriage returns, only the last
 * state is kept. The result may have several lines: use {@link printableLine} for a single row.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .split(LINE_END)
    .map((line) => lastState(line).replaceAll('\t', '    ').replaceAll(UNSEEN, ''))
    .join('\n');
}

/** The same on one line: for rows, cells and names, where a second line would look like another row. */
export function printableLine(text: string): string {
  return printableLines(text).join(' ');
}

/** The lines of such a text, without empty ones at its end. */
export function printableLines(text: string): string[] {
  const lines = printable(text).split('\n');
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

/** Indents all lines but the first, so that none of them looks like another row. */
export function printableBlock(text: string, indentation = '  '): string[] {
  return printableLines(text).map((line, index) => (index === 0 ? line : `${indentation}${line}`));
}

/** Equivalent JSON, with escapes for the characters that {@link printable} removes. */
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
