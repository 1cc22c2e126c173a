/** What went between here and a machine up to a moment. Counts only grow, so that two of them tell what lies between. */
export interface Traffic {
  /** Times that something had to go there and an answer to come back before the next thing could be sent, connecting included. */
  readonly roundTrips: number;
  /** What programs were given and what they printed, before encryption. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Milliseconds that connecting took. */
  readonly connectMs: number;
  /** Milliseconds in which at least one answer was awaited, connecting included. */
  readonly waitMs: number;
  /** Milliseconds of `waitMs` that are not the way there and back: the machine was at work. An estimate. */
  readonly remoteMs: number;
}

/** How a connection came about, as its transport tells. */
export interface Opening {
  /** What it took, from the first packet on. */
  readonly roundTrips: number;
  /** Milliseconds that one round trip takes. */
  readonly roundTripMs: number;
}

/** Counts what goes between here and one machine. */
export class Meter {
  #roundTrips = 0;
  #roundTripMs = 0;
  #bytesSent = 0;
  #bytesReceived = 0;
  #connectMs = 0;
  #waitMs = 0;
  #awaited = 0;
  #since = 0;

  get traffic(): Traffic {
    const waitMs = this.#waitMs + (this.#awaited > 0 ? performance.now() - this.#since : 0);
    return {
      roundTrips: this.#roundTrips,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      connectMs: this.#connectMs,
      waitMs,
      remoteMs: Math.max(0, waitMs - this.#roundTrips * this.#roundTripMs),
    };
  }

  /** Counts the time until something is settled. What is awaited at the same time is counted once. */
  async waiting<T>(promise: Promise<T>): Promise<T> {
    if (this.#awaited === 0) this.#since = performance.now();
    this.#awaited += 1;
    try {
      return await promise;
    } finally {
      this.#awaited -= 1;
      if (this.#awaited === 0) this.#waitMs += performance.now() - this.#since;
    }
  }

  /** Counts connecting, which gives a transport. */
  async connecting<T extends { readonly opening?: Opening | undefined }>(promise: Promise<T>): Promise<T> {
    const begun = performance.now();
    const transport = await this.waiting(promise);
    this.#connectMs += performance.now() - begun;
    this.#roundTrips += transport.opening?.roundTrips ?? 0;
    this.#roundTripMs = transport.opening?.roundTripMs ?? 0;
    return transport;
  }

  roundTrip(times = 1): void {
    this.#roundTrips += times;
  }

  sent(bytes: number): void {
    this.#bytesSent += bytes;
  }

  received(bytes: number): void {
    this.#bytesReceived += bytes;
  }
}

/** What went between two moments. */
export function trafficSince(before: Traffic, now: Traffic): Traffic {
  return {
    roundTrips: now.roundTrips - before.roundTrips,
    bytesSent: now.bytesSent - before.bytesSent,
    bytesReceived: now.bytesReceived - before.bytesReceived,
    connectMs: now.connectMs - before.connectMs,
    waitMs: now.waitMs - before.waitMs,
    remoteMs: Math.max(0, now.remoteMs - before.remoteMs),
  };
}
