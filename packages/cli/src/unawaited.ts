/** Where it is told that a promise was rejected which nobody awaits: the process, or an event emitter in tests. */
export interface RejectionSource {
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
}

/**
 * Promises that were rejected and that nobody awaits: a mistake in a plugin. They do not end the process where it stands:
 * what is under way goes on to its end, and then they are told.
 */
export class UnawaitedRejections {
  readonly #source: RejectionSource | undefined;
  readonly #failures: Promise<unknown>[] = [];
  // Whose work it came from is known here and now, and in what is awaited from here.
  readonly #listener = (reason: unknown) => {
    this.#failures.push(import('@fck/core/host').then(({ unawaitedFailure }) => unawaitedFailure(reason)));
  };

  constructor(source: RejectionSource | undefined) {
    this.#source = source;
    source?.on('unhandledRejection', this.#listener);
  }

  /** All that were told of so far, as errors. */
  async failures(): Promise<unknown[]> {
    await toldOfAll();
    return Promise.all(this.#failures);
  }

  /** Stops listening: the process's own handling is back. What closing made fail is no news by then. */
  async stop(): Promise<void> {
    await toldOfAll();
    this.#source?.off('unhandledRejection', this.#listener);
  }
}

/** Node tells of a rejection only once the event loop turns. */
function toldOfAll(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
