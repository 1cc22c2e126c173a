import { relative, sep } from 'node:path';
import { type FckError, formatPlace, isFckError, messageOf, type Place } from '@fck/core';
import type { Palette } from './palette.js';
import { printableBlock, printableLine, printableLines } from './printable.js';

/** How an error is drawn. */
export interface ErrorDrawing {
  readonly palette: Palette;
  /** Shows stack traces and causes too. */
  readonly verbose: boolean;
  /** Files below this folder are named relative to it. */
  readonly cwd: string;
}

/** Draws anything that was thrown: what happened, where, the end of the output, and what to do next. */
export function drawError(thrown: unknown, drawing: ErrorDrawing): string {
  const lines = isFckError(thrown) ? linesOf(thrown, drawing) : unexpectedLines(thrown, drawing);
  return [...lines, ...(drawing.verbose ? stackLines(thrown, drawing) : [])].join('\n');
}

function linesOf(error: FckError, { palette, cwd }: ErrorDrawing): string[] {
  return [
    headline(error.message, palette),
    ...(error.where ? [`  where  ${placeFrom(cwd, error.where)}`] : []),
    ...originLines(error),
    ...(error.detail === undefined
      ? []
      : printableLines(error.detail).map((line) => `  ${palette.dim('|')} ${line}`)),
    ...(error.hint === undefined ? [] : [`  ${palette.cyan('→')} ${indented(error.hint)}`]),
    `  ${palette.dim(error.code)}`,
  ];
}

function unexpectedLines(thrown: unknown, { palette, verbose }: ErrorDrawing): string[] {
  return [
    headline(messageOf(thrown), palette),
    ...(verbose ? [] : [`  ${palette.cyan('→')} This was not foreseen. --verbose shows where it came from.`]),
  ];
}

function headline(message: string, palette: Palette): string {
  return `${palette.red('✖')} ${palette.bold(indented(message))}`;
}

/** Lines after the first are aligned with the text, not with the mark. */
function indented(text: string): string {
  return printableBlock(text, '    ').join('\n');
}

/** One line with the host, the plugin and the hook of an error, as far as they are known. */
function originLines({ host, plugin, hook }: FckError): string[] {
  const known = Object.entries({ host, plugin, hook }).filter(([, value]) => value !== undefined);
  if (known.length === 0) return [];
  const named = known.map(
    ([label, value], index) => `${index === 0 ? label.padEnd(6) : label} ${printableLine(value ?? '')}`,
  );
  return [`  ${named.join('   ')}`];
}

function placeFrom(cwd: string, place: Place): string {
  const path = relative(cwd, place.file);
  return printableLine(
    formatPlace({ ...place, file: path === '' || path.startsWith(`..${sep}`) ? place.file : path }),
  );
}

function stackLines(thrown: unknown, drawing: ErrorDrawing, depth = 0): string[] {
  if (!(thrown instanceof Error) || depth > 5) return [];
  const own = printableLines(thrown.stack ?? messageOf(thrown)).map(
    (line) => `  ${drawing.palette.dim(line)}`,
  );
  if (thrown.cause === undefined) return own;
  return [...own, `  ${drawing.palette.dim('caused by')}`, ...stackLines(thrown.cause, drawing, depth + 1)];
}
