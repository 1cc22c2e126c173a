const MB = 1024 * 1024;

/**
 * Bytes that a host may print, on both outputs together. A host that prints without end must not fill this machine's
 * memory nor block other hosts.
 */
export const outputLimits = {
  /** Before the first answer of a shell. */
  start: MB,
  /** For one look. */
  look: 16 * MB,
  /** For a command of `fck exec`: its output is kept until the end. */
  exec: 16 * MB,
  /** For a change, of which only the last lines are kept, and for discarded output. */
  change: 256 * MB,
} as const;

/** Counts the output of a program, and stops it once when the limit is exceeded. */
export class Flood {
  #left: number;
  readonly #stop: () => void;

  constructor(limit: number, stop: () => void) {
    this.#left = limit;
    this.#stop = stop;
  }

  /** Whether the limit was exceeded. */
  get isOver(): boolean {
    return this.#left < 0;
  }

  add(length: number): void {
    const wasOver = this.isOver;
    this.#left -= length;
    if (this.isOver && !wasOver) this.#stop();
  }
}

/** A limit for a message. */
export function limitText(bytes: number): string {
  return `${bytes / MB} MB`;
}
