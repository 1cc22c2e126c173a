import { ExitCode } from './exit-code.js';
import type { SignalSource } from './io.js';

const codes = {
  SIGINT: ExitCode.interrupted,
  SIGTERM: ExitCode.terminated,
  SIGHUP: ExitCode.hungUp,
} as const;
type Interrupt = keyof typeof codes;

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
  #announce: ((text: string) => void) | undefined;
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

  /** From now on the first interrupt only aborts {@link Interrupts.signal}. `announce` shows what is going on. */
  finishStepFirst(announce: (text: string) => void): void {
    this.#announce = announce;
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
    if (first && this.#announce) {
      this.#announce('Interrupted: finishing the step in hand… Press Ctrl-C again to leave at once.');
    } else {
      this.#leaveNow(codes[signal]);
    }
  }
}
