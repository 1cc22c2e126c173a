import { Readable, Writable } from 'node:stream';
import type { Channel, Exit } from '../../api/transport.js';

/** Bytes that either end may send before the other has taken some of them. */
export const WINDOW = 1 << 22;
/** Bytes of input in one frame. */
const PIECE = 1 << 18;
/** Bytes of output that are taken before the helper may send as many more. */
const REPAY = WINDOW / 8;
/** Milliseconds after which a cancelled verb counts as gone, though the helper did not report its end. */
const GIVE_UP = 2000;

/** What a verb's channel sends. */
export interface VerbSender {
  /** @param sent is called when the buffer may be used again */
  input(data: Buffer, sent: () => void): void;
  end(): void;
  credit(bytes: number): void;
  cancel(): void;
}

/** A verb of a helper that runs, as a {@link Channel}: its frames become streams, and bounded by a window. */
export class VerbChannel implements Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exit: Promise<Exit>;
  readonly #sender: VerbSender;
  #room = WINDOW;
  /** Bytes of output that were received, and that the helper may send in all. */
  #received = 0;
  #allowed = WINDOW;
  #waiting: { data: Buffer; done(error?: Error | null): void } | undefined;
  #finish: ((exit: Exit) => void) | undefined;
  #giveUp: ((exit: Exit) => void) | undefined;
  #isOver = false;

  constructor(sender: VerbSender) {
    this.#sender = sender;
    this.stdout = this.#output();
    this.stderr = this.#output();
    this.stdin = this.#input();
    // Its exit code tells the caller; a program that does not read all of its input is no error by itself.
    this.stdin.on('error', () => undefined);
    const finished = new Promise<Exit>((resolve) => {
      this.#finish = resolve;
    });
    const gone = new Promise<Exit>((resolve) => {
      this.#giveUp = resolve;
    });
    const ended = Promise.all([finished, endOf(this.stdout), endOf(this.stderr)]).then(([exit]) => exit);
    this.exit = Promise.race([ended, gone]);
  }

  /**
   * Takes output that the helper sent.
   *
   * @throws RangeError if it sends more than it may
   */
  receive(output: 'stdout' | 'stderr', data: Buffer): void {
    this.#received += data.length;
    if (this.#received > this.#allowed) throw new RangeError('more output than its window');
    this[output].push(data);
    this.#repay();
  }

  /** The helper has taken so many bytes of input. */
  taken(bytes: number): void {
    this.#room += bytes;
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#send(waiting.data, waiting.done);
  }

  /** The verb has ended. */
  finish(exit: Exit): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.stdout.push(null);
    this.stderr.push(null);
    this.stdin.destroy();
    this.#finish?.(exit);
  }

  abort(): void {
    if (this.#isOver) return;
    this.#sender.cancel();
    this.stdin.destroy();
    this.stdout.resume();
    this.stderr.resume();
    const timer = setTimeout(() => {
      this.#giveUp?.({ code: null, lost: true });
      this.finish({ code: null, lost: true });
    }, GIVE_UP);
    void this.exit.then(() => clearTimeout(timer));
  }

  #output(): Readable {
    // Node calls `read` before it takes what is buffered, and then not again until more arrives.
    return new Readable({ highWaterMark: REPAY, read: () => queueMicrotask(() => this.#repay()) });
  }

  /** Lets the helper send as much as was taken of both outputs. */
  #repay(): void {
    const taken = this.#received - this.stdout.readableLength - this.stderr.readableLength;
    const more = taken + WINDOW - this.#allowed;
    if (more < REPAY || this.#isOver) return;
    this.#allowed += more;
    this.#sender.credit(more);
  }

  #input(): Writable {
    return new Writable({
      highWaterMark: PIECE,
      write: (chunk: Buffer, _encoding, done) => this.#send(chunk, done),
      final: (done) => {
        if (!this.#isOver) this.#sender.end();
        done();
      },
      destroy: (error, done) => {
        // As on a pipe: a program whose input broke off must not wait for the rest.
        if (!this.#isOver && !this.stdin.writableFinished) this.#sender.end();
        const waiting = this.#waiting;
        this.#waiting = undefined;
        waiting?.done(Object.assign(new Error('the program has ended'), { code: 'EPIPE' }));
        done(error);
      },
    });
  }

  #send(data: Buffer, done: (error?: Error | null) => void): void {
    let rest = data;
    while (rest.length > 0 && this.#room > 0) {
      const piece = rest.subarray(0, Math.min(PIECE, this.#room));
      this.#room -= piece.length;
      rest = rest.subarray(piece.length);
      this.#sender.input(piece, rest.length === 0 ? done : () => undefined);
    }
    if (data.length === 0) done();
    else if (rest.length > 0) this.#waiting = { data: rest, done };
  }
}

function endOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', () => resolve());
    stream.once('end', () => resolve());
  });
}
