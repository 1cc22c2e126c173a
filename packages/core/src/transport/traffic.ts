import type { Opening, Traffic } from '../api/traffic.js';
/** Counts the traffic between this process and one machine. */
export class Meter {
  #roundTrips = 0;
  #roundTripMs = 0;
  /** Whether something arrived since the last request. */
  #isAnswered = true;
  #channels = 0;
  #programs = 0;
  #durableWrites = 0;
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
      channels: this.#channels,
      programs: this.#programs,
      durableWrites: this.#durableWrites,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      connectMs: this.#connectMs,
      waitMs,
      remoteMs: Math.max(0, waitMs - this.#roundTrips * this.#roundTripMs),
    };
  }

  /** Counts the time until a promise settles. Concurrent waits count once. */
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

  /** Counts the time to connect. */
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

  /** Counts a request on an open channel, unless it is on its way together with another one. */
  request(): void {
    if (this.#isAnswered) this.#roundTrips += 1;
    this.#isAnswered = false;
  }

  /** Counts a channel, and the program that it is opened for. */
  channel(): void {
    this.#channels += 1;
    this.programs(1);
  }

  /** Counts programs that fck started on the machine, as its helper there reports them. */
  programs(number: number): void {
    this.#programs += number;
  }

  /** Counts files that were written atomically and synced. */
  durableWrites(number: number): void {
    this.#durableWrites += number;
  }

  sent(bytes: number): void {
    this.#bytesSent += bytes;
  }

  received(bytes: number): void {
    this.#bytesReceived += bytes;
    this.#isAnswered = true;
  }
}

/** The traffic between two moments. */
export function trafficSince(before: Traffic, now: Traffic): Traffic {
  return {
    roundTrips: now.roundTrips - before.roundTrips,
    channels: now.channels - before.channels,
    programs: now.programs - before.programs,
    durableWrites: now.durableWrites - before.durableWrites,
    bytesSent: now.bytesSent - before.bytesSent,
    bytesReceived: now.bytesReceived - before.bytesReceived,
    connectMs: now.connectMs - before.connectMs,
    waitMs: now.waitMs - before.waitMs,
    remoteMs: Math.max(0, now.remoteMs - before.remoteMs),
  };
}
