import type { FckEvent } from '@fck/core';
import type { Io } from '../io.js';
import { printableJson } from '../terminal/printable.js';
import type { Reporter } from './reporter.js';

/** Writes each event as one line to stdout, as core sent it: for programs that follow a run. */
export class JsonReporter implements Reporter {
  readonly #io: Pick<Io, 'stdout' | 'stderr'>;

  constructor(io: Pick<Io, 'stdout' | 'stderr'>) {
    this.#io = io;
  }

  receive(event: FckEvent): void {
    this.#io.stdout.write(`${printableJson(event)}\n`);
  }

  say(text: string): void {
    this.#io.stderr.write(`${text}\n`);
  }

  leave(text: string): void {
    this.say(text);
  }

  async close(): Promise<void> {}
}
