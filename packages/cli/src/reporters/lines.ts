import type { FckEvent } from '@fck/core';
import type { Output } from '../io.js';
import { formatDuration } from '../terminal/duration.js';
import type { Palette } from '../terminal/palette.js';
import { printableLine, printableLines } from '../terminal/printable.js';
import { drawDiff } from '../terminal/unified-diff.js';
import {
  changeLines,
  errorText,
  hostOf,
  logText,
  markOf,
  noteLines,
  outcomeText,
  phaseTitle,
  remark,
  stepName,
  waitText,
} from './event-text.js';
import type { EventOf, Reporter } from './reporter.js';
import { Tally } from './tally.js';

/** Milliseconds after which a wait is shown. */
const LONG_WAIT = 3_000;

/** What to show beside the steps. */
export interface Details {
  /** Commands, and their output. */
  readonly verbose: boolean;
  /** Unified diffs of files. */
  readonly diff: boolean;
}

/** Writes one line per event, for pipes, logs and `--verbose`. A line begins with its host. */
export class LinesReporter implements Reporter {
  readonly #output: Output;
  readonly #palette: Palette;
  readonly #details: Details;
  readonly #tally = new Tally();
  readonly #waits = new Map<string, NodeJS.Timeout>();
  #hostWidth = 0;
  #drawn: Promise<void> = Promise.resolve();

  constructor(output: Output, palette: Palette, details: Details) {
    this.#output = output;
    this.#palette = palette;
    this.#details = details;
  }

  receive(event: FckEvent): void {
    this.#tally.count(event);
    this.#follow(event);
    if (event.type === 'phase:start')
      this.#hostWidth = Math.max(0, ...event.hosts.map((host) => host.length));
    this.#drawn = this.#drawn.then(async () => {
      for (const line of await this.#linesFor(event)) this.#write(line, hostOf(event));
    });
  }

  say(text: string): void {
    this.#drawn = this.#drawn.then(() => this.#write(text));
  }

  leave(text: string): void {
    this.#forgetWaits();
    this.#write(text);
  }

  close(): Promise<void> {
    this.#forgetWaits();
    return this.#drawn;
  }

  /** Shows a wait only if it is long; waits from a journal are over. */
  #follow(event: FckEvent): void {
    if (event.type !== 'wait:start' && event.type !== 'wait:end') return;
    const key = `${event.host}\0${event.for}`;
    clearTimeout(this.#waits.get(key));
    this.#waits.delete(key);
    if (event.type === 'wait:end') return;
    const tell = () => this.#write(this.#palette.dim(waitText(event)), hostOf(event));
    this.#waits.set(key, setTimeout(tell, LONG_WAIT).unref());
  }

  #forgetWaits(): void {
    for (const timer of this.#waits.values()) clearTimeout(timer);
    this.#waits.clear();
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
      case 'wait:end':
        return event.ms < LONG_WAIT
          ? []
          : [palette.dim(`waited ${formatDuration(event.ms)} for ${printableLine(event.for)}`)];
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
      case 'log':
        return [logText(event, palette)];
      case 'error':
        // The command shows the error that ended the run, as a whole.
        return event.run === undefined ? [errorText(event, palette)] : [];
      case 'run:end':
        return this.#tally.lines(event, palette);
      default:
        return [];
    }
  }
}
