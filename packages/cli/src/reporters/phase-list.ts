import { DefaultRenderer, Listr, type ListrRendererFactory, Spinner } from 'listr2';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { drawFrame, drawRest } from './draw-phase.js';
import type { PhaseView } from './phase-view.js';

/** Lines and columns of a terminal that does not report its size. */
const USUAL = { rows: 24, columns: 80 };

/**
 * Draws a phase on a terminal until it ends. listr2 has one row, the phase, and draws at its own pace: events only change the view,
 * so an event causes no drawing, however many hosts there are.
 */
export class PhaseList {
  readonly #drawn: Promise<unknown>;
  readonly #drawing: Drawing;
  #end: () => void = () => {};

  constructor(view: PhaseView, output: Output, palette: Palette) {
    this.#drawing = new Drawing(view, output, palette);
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    const list = new Listr([{ title: 'hosts', task: () => ended }], {
      exitOnError: false,
      // Its handler would end the process while it still holds the locks.
      registerSignalListeners: false,
      renderer: rendererOf(this.#drawing),
    });
    this.#drawn = list.run();
  }

  /** Resolves when the final text is drawn. */
  async end(): Promise<void> {
    this.#end();
    await this.#drawn;
  }

  /** Draws the final text at once: the process is about to end. */
  leave(): void {
    this.#drawing.finish();
  }
}

/** The lines of the last frame, which the next one replaces. */
class Drawing {
  readonly #view: PhaseView;
  readonly #output: Output;
  readonly #palette: Palette;
  #lines = 0;
  #isFinished = false;

  constructor(view: PhaseView, output: Output, palette: Palette) {
    this.#view = view;
    this.#output = output;
    this.#palette = palette;
  }

  /** Draws a frame in place of the last one. */
  draw(spinner: string): void {
    if (this.#isFinished) return;
    const { rows = USUAL.rows, columns = USUAL.columns } = this.#output;
    const lines = drawFrame(this.#view, {
      palette: this.#palette,
      // A line that fills a row, or a frame that fills the screen, would scroll.
      width: columns - 1,
      height: rows - 1,
      spinner,
      now: Date.now(),
    });
    this.#write(lines);
    this.#lines = lines.length;
  }

  /** Draws the final text. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#write(drawRest(this.#view, this.#palette));
  }

  #write(lines: readonly string[]): void {
    // Up, and erase, for each line of the last frame.
    this.#output.write('\u001b[1A\u001b[2K'.repeat(this.#lines) + lines.map((line) => `${line}\n`).join(''));
  }
}

/** listr2's default renderer with fck's own frames. It writes to stderr, so stdout need not be a terminal. */
function rendererOf(drawing: Drawing): ListrRendererFactory {
  return class extends DefaultRenderer {
    static override nonTTY = true;
    readonly #turning = new Spinner();

    override async render(): Promise<void> {
      drawing.draw(this.#turning.fetch());
      this.#turning.start(() => drawing.draw(this.#turning.fetch()));
    }

    override update(): void {}

    override end(): void {
      this.#turning.stop();
      drawing.finish();
    }
  };
}
