import type { FckContainer } from '@fck/core/host';
import type { Io } from '../io.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { QuietReporter } from './quiet.js';
import type { Reporter } from './reporter.js';

/** Passes the project's events to a reporter. Without one, only warnings are shown. */
export function attachReporter(
  fck: FckContainer,
  io: Io,
  reporter: Pick<Reporter, 'receive'> = new QuietReporter(
    io.stderr,
    createPalette(wantsColor(io.stderr, io.env)),
  ),
): void {
  fck.hooks.event.tap('cli', (event) => reporter.receive(event));
}
