import type { FckEvent } from '@fck/core';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { hostOf, noteLines } from './event-text.js';
import type { Reporter } from './reporter.js';

/** Shows only warnings, for `--quiet` and for verbs that are not runs. The command shows failures. */
export class QuietReporter implements Reporter {
  readonly #output: Output;
  readonly #palette: Palette;

  constructor(output: Output, palette: Palette) {
    this.#output = output;
    this.#palette = palette;
  }

  receive(event: FckEvent): void {
    if (event.type !== 'note' || event.level !== 'warn') return;
    const host = event.host === undefined ? '' : `${hostOf(event)}  `;
    for (const line of noteLines(event, this.#palette)) this.#output.write(`${host}${line}\n`);
  }

  say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  leave(text: string): void {
    this.say(text);
  }

  async close(): Promise<void> {}
}
