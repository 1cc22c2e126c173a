import { DefaultRenderer, Listr, type ListrRendererFactory, Spinner } from 'listr2';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { drawFrame, drawRest } from './draw-phase.js';
import type { PhaseView } from './phase-view.js';

/** Lines and columns of a terminal that does not say its size. */
const USUAL = { rows: 24, columns: 80 };

/**
 * Draws a phase on a terminal until it has ended. listr2 has one row, the phase, and draws at its own pace: what the events say is
 * kept by the view, so an event costs no drawing, however many hosts there are.
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
      // Its handler would end the process with the locks still held.
      registerSignalListeners: false,
      renderer: rendererOf(this.#drawing),
    });
    this.#drawn = list.run();
  }

  /** Resolves when what stays is drawn. */
  async end(): Promise<void> {
    this.#end();
    await this.#drawn;
  }

  /** Draws what stays at once: the process is about to end. */
  leave(): void {
    this.#drawing.finish();
  }
}

/** The lines on the terminal that are drawn over. */
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

  /** Draws what stays. */
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

/** listr2's default renderer, with a drawing of our own. It is used on stderr, so stdout need not be a terminal. */
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
