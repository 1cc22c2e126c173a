/** Limits how many channels one connection has open at a time; further callers wait in line. */
export class ChannelSlots {
  readonly #limit: number;
  readonly #waiting: { resolve(release: () => void): void; reject(reason: unknown): void }[] = [];
  readonly #watching = new Set<() => void>();
  #taken = 0;
  #failure: { reason: unknown } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many are in use. */
  get taken(): number {
    return this.#taken;
  }

  /** Waits for a slot. Call the returned function once, when the channel has ended; further calls do nothing. */
  acquire(): Promise<() => void> {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    if (this.#taken < this.#limit) {
      this.#taken += 1;
      return Promise.resolve(this.#releaser());
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Waits until a slot is released, or the milliseconds are over. True if one was released. */
  released(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (released: boolean): void => {
        clearTimeout(timer);
        this.#watching.delete(watcher);
        resolve(released);
      };
      const watcher = (): void => done(true);
      const timer = setTimeout(() => done(false), milliseconds);
      this.#watching.add(watcher);
    });
  }

  /** The connection is gone: all waiting and later callers get this error. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    for (const waiter of this.#waiting.splice(0)) waiter.reject(reason);
    for (const watcher of [...this.#watching]) watcher();
  }

  #releaser(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#waiting.shift();
      if (next) next.resolve(this.#releaser());
      else this.#taken -= 1;
      for (const watcher of [...this.#watching]) watcher();
    };
  }
}
