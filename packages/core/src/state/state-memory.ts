/**
 * The text of one machine's state file, as a run knows it. While nobody else may change the file, it is read once. Its
 * changes are made one after the other, whichever hosts of the run the machine is.
 */
export class StateMemory {
  readonly #isOurs: () => boolean;
  #text: string | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param isOurs whether nobody else may change the file now: the run has the machine's lock */
  constructor(isOurs: () => boolean) {
    this.#isOurs = isOurs;
  }

  /** What the file says. */
  async reading(read: () => Promise<string>): Promise<string> {
    if (!this.#isOurs()) return read();
    this.#text ??= await read();
    return this.#text;
  }

  /** Makes the file say something else. If that fails, nobody knows what it says. */
  async writing(text: string, write: () => Promise<void>): Promise<void> {
    this.#text = undefined;
    await write();
    if (this.#isOurs()) this.#text = text;
  }

  /** Makes a change once those before it are made. */
  inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
