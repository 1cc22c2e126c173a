/** Characters of a line to emit: a host may print a line without end. */
const LONGEST = 16_000;
/** Characters that are kept beyond these, so that a secret is found as a whole before the line is cut. */
const MARGIN = 16_000;
/** Characters of one output to emit, and the extra cost of every line. */
const BUDGET = { all: 16_000_000, line: 100 };

/**
 * Splits text that comes in pieces into lines. Only whole lines are emitted, so that no secret slips through between
 * two pieces.
 */
export class LineSplitter {
  #rest = '';
  #left: number;
  readonly #redact: (text: string) => string;
  readonly #emit: (line: string) => void;

  /**
   * @param redact removes secrets from a line
   * @param emit gets each line, cut if it is very long; of an endless output, only the beginning
   * @param budget characters to emit in all
   */
  constructor(redact: (text: string) => string, emit: (line: string) => void, budget: number = BUDGET.all) {
    this.#left = budget;
    this.#redact = redact;
    this.#emit = emit;
  }

  add(text: string): void {
    if (this.#left <= 0) return;
    const [first = '', ...more] = text.split('\n');
    this.#append(first);
    for (const line of more) {
      this.#pass();
      this.#append(line);
    }
  }

  /** Emits the last line if it has no end. */
  end(): void {
    if (this.#rest !== '') this.#pass();
  }

  #append(text: string): void {
    this.#rest += text.slice(0, LONGEST + MARGIN - this.#rest.length);
  }

  #pass(): void {
    const line = this.#redact(this.#rest);
    this.#rest = '';
    if (this.#left <= 0) return;
    this.#left -= line.length + BUDGET.line;
    this.#emit(line.length > LONGEST ? `${line.slice(0, LONGEST)} […]` : line);
    if (this.#left <= 0) this.#emit('[…] It printed more than is shown.');
  }
}
