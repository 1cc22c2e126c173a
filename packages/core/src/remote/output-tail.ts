/** Keeps the end of an output, enough to understand a failure. */
export class OutputTail {
  #text = '';
  readonly #limit: number;

  /** @param limit characters to keep */
  constructor(limit = 8_000) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#text = (this.#text + text).slice(-this.#limit);
  }

  /** The last lines. */
  lines(count = 30): string {
    return lastLines(this.#text, count);
  }
}

/** Characters in which to look for the last lines: a line may have no end. */
const LONGEST = 8_000;

/** The last lines of a text, without empty ones at its end. */
export function lastLines(text: string, count: number): string {
  return text
    .slice(-4 * LONGEST)
    .trimEnd()
    .slice(-LONGEST)
    .split('\n')
    .slice(-count)
    .join('\n');
}
