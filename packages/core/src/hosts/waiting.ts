import type { FckEventDraft } from '../api/events.js';

/** Ends work on a host that waited for another host which failed: that is no failure of this host. */
export class WaitedInVain extends Error {
  /** @param host the one that failed */
  constructor(readonly host: string) {
    super(`it waited for ${host}, where this failed`);
  }
}

/** Shows which hosts wait, and for what. Records the time, so that it does not count as their own work. */
export class Waiting {
  readonly #emit: (event: FckEventDraft) => void;
  readonly #now: () => number;
  /** Milliseconds of finished waits, by host. */
  readonly #over = new Map<string, number>();
  /** Number of open waits, and the start of the first. */
  readonly #current = new Map<string, { since: number; count: number }>();

  constructor(emit: (event: FckEventDraft) => void, now: () => number = Date.now) {
    this.#emit = emit;
    this.#now = now;
  }

  /** Milliseconds that a host has waited so far. */
  on(host: string): number {
    const { since = this.#now() } = this.#current.get(host) ?? {};
    return (this.#over.get(host) ?? 0) + this.#now() - since;
  }

  /** Waits for a promise on behalf of a host. */
  async until<T>(host: string, what: string, promise: Promise<T>): Promise<T> {
    const end = this.begin(host, what);
    try {
      return await promise;
    } finally {
      end();
    }
  }

  /**
   * A host begins to wait. Shown only if the wait lasts longer than a turn of the event loop.
   *
   * @returns ends it; a second call does nothing
   */
  begin(host: string, what: string): () => void {
    const started = this.#now();
    const { since = started, count = 0 } = this.#current.get(host) ?? {};
    this.#current.set(host, { since, count: count + 1 });
    let isShown = false;
    let isOver = false;
    const showing = setImmediate(() => {
      isShown = true;
      this.#emit({ type: 'wait:start', host, for: what });
    });
    return () => {
      if (isOver) return;
      isOver = true;
      clearImmediate(showing);
      this.#endOne(host);
      if (isShown) this.#emit({ type: 'wait:end', host, for: what, ms: this.#now() - started });
    };
  }

  #endOne(host: string): void {
    const current = this.#current.get(host);
    if (!current) return;
    if (current.count > 1) {
      this.#current.set(host, { ...current, count: current.count - 1 });
      return;
    }
    this.#current.delete(host);
    this.#over.set(host, (this.#over.get(host) ?? 0) + this.#now() - current.since);
  }
}
