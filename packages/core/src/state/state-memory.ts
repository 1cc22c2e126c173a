/**
 * The text of one machine's state file, cached for a run. It is read once while no other run can change it. Changes are
 * made one after the other, for all hosts of the run on that machine.
 */
export class StateMemory {
  readonly #isOurs: () => boolean;
  #text: string | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param isOurs whether no other run can change the file now: the run has the machine's lock */
  constructor(isOurs: () => boolean) {
    this.#isOurs = isOurs;
  }

  /** The text of the file. */
  async reading(read: () => Promise<string>): Promise<string> {
    if (!this.#isOurs()) return read();
    this.#text ??= await read();
    return this.#text;
  }

  /** Writes the file. If that fails, its text is unknown. */
  async writing(text: string, write: () => Promise<void>): Promise<void> {
    this.#text = undefined;
    await write();
    if (this.#isOurs()) this.#text = text;
  }

  /** Makes a change once the earlier ones are made. */
  inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
