import { setTimeout as delay } from 'node:timers/promises';

/** Seconds between two looks: at first, and at most. */
const FIRST_PAUSE = 0.5;
const LONGEST_PAUSE = 5;

/** Yields until this many seconds are over: the first time at once, then with growing pauses. */
export async function* looks(seconds: number, signal: AbortSignal): AsyncGenerator<void> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
    signal.throwIfAborted();
    yield;
    if (Date.now() + pause * 1000 > deadline) return;
    await delay(pause * 1000, undefined, { signal });
  }
}
