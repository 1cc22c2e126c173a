/** The source of unhandled rejections: the process, or an event emitter in tests. */
export interface RejectionSource {
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
}

/**
 * Unhandled rejections: a mistake in a plugin. They do not end the process at once: the current work is finished first, and then
 * they are reported.
 */
export class UnawaitedRejections {
  readonly #source: RejectionSource | undefined;
  readonly #failures: Promise<unknown>[] = [];
  // The plugin that caused it is known only in this call and what it awaits.
  readonly #listener = (reason: unknown) => {
    this.#failures.push(import('@fck/core/host').then(({ unawaitedFailure }) => unawaitedFailure(reason)));
  };

  constructor(source: RejectionSource | undefined) {
    this.#source = source;
    source?.on('unhandledRejection', this.#listener);
  }

  /** All rejections so far, as errors. */
  async failures(): Promise<unknown[]> {
    await toldOfAll();
    return Promise.all(this.#failures);
  }

  /** Stops listening: Node's default handling applies again. Failures caused by closing are not reported. */
  async stop(): Promise<void> {
    await toldOfAll();
    this.#source?.off('unhandledRejection', this.#listener);
  }
}

/** Node reports an unhandled rejection only at the next turn of the event loop. */
function toldOfAll(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
