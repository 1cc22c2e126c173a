import { errorFields } from '@fck/core';
import type { Io } from './io.js';
import { drawError } from './terminal/draw-error.js';
import { createPalette, wantsColor } from './terminal/palette.js';
import { printableJson } from './terminal/printable.js';

/** Errors that were printed as an event of their run. */
const printedErrors = new WeakSet<object>();

/** An error is on stdout already, as an event: it is not printed there again. */
export function markPrinted(thrown: unknown): void {
  if (typeof thrown === 'object' && thrown !== null) printedErrors.add(thrown);
}

function wasPrinted(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && printedErrors.has(thrown);
}

/**
 * Shows the error that ended the command: on stderr, and with `--json` also as one line on stdout, in the form of an `error` event.
 */
export function showError(
  thrown: unknown,
  io: Io,
  showing: { readonly json: boolean; readonly verbose: boolean },
): void {
  if (showing.json && !wasPrinted(thrown))
    io.stdout.write(`${printableJson({ v: 1, type: 'error', at: Date.now(), ...errorFields(thrown) })}\n`);
  const palette = createPalette(wantsColor(io.stderr, io.env));
  io.stderr.write(`${drawError(thrown, { palette, verbose: showing.verbose, cwd: io.cwd })}\n`);
}

/** Reports that results could not be written, for example to a full disk. */
export function showUnwritten(failure: NodeJS.ErrnoException, io: Io): void {
  const why = failure.code === 'ENOSPC' ? 'there is no room left where it goes' : failure.message;
  const palette = createPalette(wantsColor(io.stderr, io.env));
  io.stderr.write(
    `${palette.red('✖')} ${palette.bold(`The output could not be written: ${why}. What was printed is not complete.`)}\n`,
  );
}
