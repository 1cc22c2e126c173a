import { stripVTControlCharacters } from 'node:util';

/**
 * The screen of a terminal after a program wrote this: applies the few movements of listr2 (line up, erase line, column 1), and
 * drops colours.
 */
export function screenOf(written: string): string[] {
  const screen: string[] = [''];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about.
  for (const part of written.split(/(\u001b\[\d*[AKG]|\n)/)) {
    if (part === '\n') {
      row += 1;
      screen[row] ??= '';
    } else if (part.endsWith('A') && part.startsWith('\u001b')) {
      row = Math.max(0, row - Number(part.slice(2, -1) || 1));
    } else if (part.endsWith('K') && part.startsWith('\u001b')) {
      screen[row] = '';
    } else {
      screen[row] += stripVTControlCharacters(part);
    }
  }
  return screen.filter((line) => line.trim() !== '');
}
