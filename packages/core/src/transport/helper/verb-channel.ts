import { Readable, Writable } from 'node:stream';
import type { Channel, Exit } from '../../api/transport.js';

/** Bytes that either end may send before the other has taken some of them. */
export const WINDOW = 1 << 20;
/** Bytes of input in one frame. */
const PIECE = 1 << 16;
/** Milliseconds after which a cancelled verb counts as gone, though the helper did not report its end. */
const GIVE_UP = 2000;

/** What a verb's channel sends. */
export interface VerbSender {
  input(data: Buffer): void;
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
  /** Bytes of output that were taken and not yet reported. */
  #owed = 0;
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

  /** Takes output that the helper sent. */
  receive(output: 'stdout' | 'stderr', data: Buffer): void {
    this.#owed += data.length;
    if (this[output].push(data)) this.#repay();
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
    return new Readable({ highWaterMark: WINDOW / 4, read: () => this.#repay() });
  }

  /** Lets the helper send as much as was taken. */
  #repay(): void {
    if (this.#owed < WINDOW / 4 || this.#isOver) return;
    this.#sender.credit(this.#owed);
    this.#owed = 0;
  }

  #input(): Writable {
    return new Writable({
      highWaterMark: WINDOW / 4,
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
      this.#sender.input(piece);
      rest = rest.subarray(piece.length);
    }
    if (rest.length === 0) done();
    else this.#waiting = { data: rest, done };
  }
}

function endOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', () => resolve());
    stream.once('end', () => resolve());
  });
}
