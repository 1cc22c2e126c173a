import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import type { Reporter } from './reporter.js';

/**
 * Chooses the reporter by options and streams: a live display on a terminal, lines in a pipe, in CI and with `--verbose` (the
 * output of commands does not fit into a live display).
 */
export async function chooseReporter(io: Io, options: GlobalOptions): Promise<Reporter> {
  const palette = createPalette(wantsColor(io.stderr, io.env));
  if (options.json) return new (await import('./json.js')).JsonReporter(io);
  if (options.quiet) return new (await import('./quiet.js')).QuietReporter(io.stderr, palette);
  if (options.verbose || !isLively(io)) {
    return new (await import('./lines.js')).LinesReporter(io.stderr, palette, options);
  }
  return new (await import('./live.js')).LiveReporter(io.stderr, palette, options);
}

/** Pseudo-terminals of CI systems and containers often have no size: a row would be one character wide. */
const NARROWEST = 40;

function isLively({ stderr, env }: Io): boolean {
  return stderr.isTTY === true && (stderr.columns ?? 0) >= NARROWEST && env.TERM !== 'dumb' && !env.CI;
}
