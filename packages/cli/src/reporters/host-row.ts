import type { ListrTask } from 'listr2';
import type { Palette } from '../terminal/palette.js';
import { printableLine } from '../terminal/printable.js';
import { markOf, outcomeText, remark, stepName } from './event-text.js';
import type { EventOf } from './reporter.js';

/** What listr2 hands to a row so that it can be redrawn. */
interface Canvas {
  title?: string | undefined;
  set output(line: string);
}

/**
 * One host's row of the live display, with a line of text under it for each step that ended. listr2 only draws it: the
 * row ends when the events say so.
 */
export class HostRow {
  readonly #host: string;
  readonly #palette: Palette;
  readonly #running = new Map<string, string>();
  /** Lines from before listr2 began to draw this row. */
  readonly #waiting: string[] = [];
  readonly #ended: Promise<void>;
  #title: string;
  #canvas: Canvas | undefined;
  #end: () => void = () => {};
  #fail: (reason: Error) => void = () => {};

  constructor(host: string, palette: Palette) {
    this.#host = printableLine(host);
    this.#palette = palette;
    this.#title = palette.dim(this.#host);
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    // It may fail before listr2 listens.
    this.#ended.catch(() => {});
  }

  /** The row as listr2 wants it described. */
  get task(): ListrTask {
    return {
      title: this.#title,
      rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
      task: (_context, canvas) => {
        this.#canvas = canvas;
        canvas.title = this.#title;
        for (const line of this.#waiting.splice(0)) canvas.output = line;
        return this.#ended;
      },
    };
  }

  /** Its turn has come: only so many hosts are worked on at once. */
  hostStarted(): void {
    this.#showRunning();
  }

  /** Shows what the host is at: the step that began last among those under way. */
  stepStarted(step: EventOf<'step:start'>): void {
    this.#running.set(keyOf(step), stepName(step));
    this.#showRunning();
  }

  /** @param shown whether the step gets a line of its own */
  stepEnded(step: EventOf<'step:end'>, shown: boolean): void {
    this.#running.delete(keyOf(step));
    const outcome = `${outcomeText(step, this.#palette)}${remark(step.note)}`;
    if (shown) this.add(`${markOf(step.status, this.#palette)} ${stepName(step)}  ${outcome}`);
    this.#showRunning();
  }

  /** Adds a line below the row. */
  add(line: string): void {
    if (this.#canvas) this.#canvas.output = line;
    else this.#waiting.push(line);
  }

  hostEnded(end: EventOf<'host:end'>): void {
    this.#show(`${this.#host}  ${outcomeText(end, this.#palette)}${remark(end.note)}`);
    if (end.status === 'failed') this.#fail(new Error(end.note ?? 'failed'));
    else this.#end();
  }

  /** Ends a row whose host never said that it ended: the run broke off. */
  abandon(): void {
    this.#end();
  }

  #showRunning(): void {
    const current = [...this.#running.values()].at(-1);
    this.#show(current === undefined ? this.#host : `${this.#host}  ${this.#palette.dim(current)}`);
  }

  #show(title: string): void {
    this.#title = title;
    if (this.#canvas) this.#canvas.title = title;
  }
}

function keyOf(step: { plugin: string; step: string }): string {
  return `${step.plugin}\0${step.step}`;
}
