import { ExitCode } from './exit-code.js';
import type { SignalSource } from './io.js';

const codes = {
  SIGINT: ExitCode.interrupted,
  SIGTERM: ExitCode.terminated,
  SIGHUP: ExitCode.hungUp,
} as const;
type Interrupt = keyof typeof codes;

const LEFT =
  'Left at once: a step that was begun on a host may still run there. The next run looks at what it finds, and goes on from there.';

/** Shows what an interrupt does. */
interface Shown {
  /** The step in hand is finished first. */
  announce(text: string): void;
  /** It is left at once: nothing may be drawn after it. */
  leave(text: string): void;
}

/**
 * What Ctrl-C does. Most verbs leave at once. A run first finishes the step in hand, so that nothing is left half done;
 * a second Ctrl-C leaves it, too, at once.
 */
export class Interrupts {
  /** Settles with the exit code when the user wants to leave without waiting for anything. */
  readonly leave: Promise<number>;
  readonly #source: SignalSource;
  readonly #controller = new AbortController();
  readonly #listeners = new Map<Interrupt, () => void>();
  #leaveNow: (code: number) => void = () => {};
  #shown: Shown | undefined;
  #code: number | undefined;

  constructor(source: SignalSource) {
    this.#source = source;
    this.leave = new Promise((resolve) => {
      this.#leaveNow = resolve;
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const listener = () => this.#received(signal);
      this.#listeners.set(signal, listener);
      source.on(signal, listener);
    }
  }

  /** Aborted by the first interrupt. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of a run that was interrupted; undefined if it was not. */
  get exitCode(): number | undefined {
    return this.#code;
  }

  /** From now on the first interrupt only aborts {@link Interrupts.signal}. */
  finishStepFirst(shown: Shown): void {
    this.#shown = shown;
  }

  /** Stops listening: the process's own handling of signals is back. */
  stop(): void {
    for (const [signal, listener] of this.#listeners) this.#source.off(signal, listener);
    this.#listeners.clear();
  }

  #received(signal: Interrupt): void {
    const first = this.#code === undefined;
    this.#code = codes[signal];
    this.#controller.abort();
    if (first && this.#shown) {
      this.#shown.announce('Interrupted: finishing the step in hand… Press Ctrl-C again to leave at once.');
    } else {
      this.#shown?.leave(LEFT);
      this.#leaveNow(codes[signal]);
    }
  }
}
