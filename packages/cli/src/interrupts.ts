import { ExitCode } from './exit-code.js';
import type { SignalSource } from './io.js';

const codes = {
  SIGINT: ExitCode.interrupted,
  SIGTERM: ExitCode.terminated,
  SIGHUP: ExitCode.hungUp,
} as const;
type Interrupt = keyof typeof codes;

const LEFT =
  'Left at once: a step that was begun on a host may still run there. The next run inspects the hosts and continues from their state.';

/** Shows the effect of an interrupt. */
interface Shown {
  /** The current step is finished first. */
  announce(text: string): void;
  /** The process ends at once: nothing may be drawn afterwards. */
  leave(text: string): void;
}

/**
 * The effect of Ctrl-C. Most verbs end at once. A run first finishes the current step, so that nothing is left half done; a
 * second Ctrl-C ends it at once.
 */
export class Interrupts {
  /** Resolves with the exit code when the user wants to end the command without waiting. */
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

  /** The exit code of an interrupted run; undefined if the run was not interrupted. */
  get exitCode(): number | undefined {
    return this.#code;
  }

  /** From this call on, the first interrupt only aborts {@link Interrupts.signal}. */
  finishStepFirst(shown: Shown): void {
    this.#shown = shown;
  }

  /** Stops listening: Node's default handling of signals applies again. */
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
