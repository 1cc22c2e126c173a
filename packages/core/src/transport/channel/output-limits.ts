const MB = 1024 * 1024;

/**
 * Bytes that a host may print, on both outputs together. A host that prints without end, for whatever reason, must cost neither this
 * machine's memory nor the other hosts' turn.
 */
export const outputLimits = {
  /** Before a shell answers for the first time. */
  start: MB,
  /** For one look. */
  look: 16 * MB,
  /** For a command of `fck exec`: its output is kept until the end. */
  exec: 16 * MB,
  /** For a change, of which only the last lines are kept, and for what is dropped unread. */
  change: 256 * MB,
} as const;

/** Counts what a program prints, and stops it once, when it is too much. */
export class Flood {
  #left: number;
  readonly #stop: () => void;

  constructor(limit: number, stop: () => void) {
    this.#left = limit;
    this.#stop = stop;
  }

  /** Whether it printed too much. */
  get isOver(): boolean {
    return this.#left < 0;
  }

  add(length: number): void {
    const wasOver = this.isOver;
    this.#left -= length;
    if (this.isOver && !wasOver) this.#stop();
  }
}

/** A limit as a message says it. */
export function limitText(bytes: number): string {
  return `${bytes / MB} MB`;
}
