/** A line that comes from one of several sources. */
export interface SourcedLine {
  readonly source: string;
  /** Milliseconds of the Unix epoch; undefined if its log has no times. */
  readonly at: number | undefined;
}

/** Milliseconds that a line is held, since an earlier one of another host may still arrive. */
const HOLD = 300;

/**
 * Puts the lines of several logs into one order, by time. A line without a time counts as printed when it arrives. The lines of one
 * source keep their order.
 */
export class MergedLines<Line extends SourcedLine> {
  readonly #emit: (line: Line) => void;
  #held: { readonly at: number; readonly line: Line }[] = [];
  readonly #latest = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(emit: (line: Line) => void) {
    this.#emit = emit;
  }

  add(line: Line): void {
    const at = Math.max(line.at ?? Date.now(), this.#latest.get(line.source) ?? 0);
    this.#latest.set(line.source, at);
    this.#held.push({ at, line });
    this.#schedule();
  }

  /** From now on, lines are emitted shortly after they arrive. Until then all are held. */
  open(): void {
    this.#isOpen = true;
    this.#schedule();
  }

  /** Emits everything that is held. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // The sort is stable.
    for (const { line } of this.#held.splice(0).sort((one, other) => one.at - other.at)) this.#emit(line);
  }

  #schedule(): void {
    if (this.#isOpen && this.#held.length > 0) this.#timer ??= setTimeout(() => this.flush(), HOLD);
  }
}
