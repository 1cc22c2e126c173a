import type { FckEvent } from '@fck/core';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { printableLine, printableLines } from '../terminal/printable.js';
import { drawDiff } from '../terminal/unified-diff.js';
import {
  changeLines,
  errorText,
  hostOf,
  markOf,
  noteLines,
  outcomeText,
  phaseTitle,
  remark,
  stepName,
} from './event-text.js';
import type { EventOf, Reporter } from './reporter.js';
import { Tally } from './tally.js';

/** What is shown beyond the steps. */
export interface Details {
  /** Commands, and what they print. */
  readonly verbose: boolean;
  /** Unified diffs of files. */
  readonly diff: boolean;
}

/** One line for each thing that happened: for pipes, logs and `--verbose`. A line begins with the host it is about. */
export class LinesReporter implements Reporter {
  readonly #output: Output;
  readonly #palette: Palette;
  readonly #details: Details;
  readonly #tally = new Tally();
  #hostWidth = 0;
  #drawn: Promise<void> = Promise.resolve();

  constructor(output: Output, palette: Palette, details: Details) {
    this.#output = output;
    this.#palette = palette;
    this.#details = details;
  }

  receive(event: FckEvent): void {
    this.#tally.count(event);
    if (event.type === 'phase:start')
      this.#hostWidth = Math.max(0, ...event.hosts.map((host) => host.length));
    this.#drawn = this.#drawn.then(async () => {
      for (const line of await this.#linesFor(event)) this.#write(line, hostOf(event));
    });
  }

  say(text: string): void {
    this.#drawn = this.#drawn.then(() => this.#write(text));
  }

  close(): Promise<void> {
    return this.#drawn;
  }

  #write(line: string, host?: string): void {
    const prefix = host === undefined ? '' : `${this.#palette.cyan(host.padEnd(this.#hostWidth))}  `;
    this.#output.write(`${prefix}${line}\n`);
  }

  #outcome(end: EventOf<'step:end' | 'host:end'>): string {
    const palette = this.#palette;
    return `${markOf(end.status, palette)} ${outcomeText(end, palette)}${remark(end.note)}`;
  }

  async #linesFor(event: FckEvent): Promise<string[]> {
    const palette = this.#palette;
    switch (event.type) {
      case 'phase:start':
        return [palette.bold(printableLine(`${phaseTitle(event)}: ${event.hosts.join(', ') || 'no hosts'}`))];
      case 'step:start':
        return this.#details.verbose ? [palette.dim(`${stepName(event)} …`)] : [];
      case 'step:end':
        return [`${stepName(event)}  ${this.#outcome(event)}`];
      case 'host:end':
        return [`${printableLine(event.phase)}  ${this.#outcome(event)}`];
      case 'change':
        return this.#details.verbose ? changeLines(event, palette) : [];
      case 'output':
        return this.#details.verbose
          ? printableLines(event.text).map((line) => `${palette.dim('|')} ${line}`)
          : [];
      case 'diff':
        return this.#details.diff ? (await drawDiff(event, palette)).split('\n') : [];
      case 'note':
        return noteLines(event, palette);
      case 'error':
        return [errorText(event, palette)];
      case 'run:end':
        return this.#tally.anyHost ? [this.#tally.line(event, palette)] : [];
      default:
        return [];
    }
  }
}
