import { Transform, type TransformCallback } from 'node:stream';

/** Replaces a text in a stream, also if chunks split it. All other bytes pass unchanged. */
export class ReplacingStream extends Transform {
  readonly #from: string;
  readonly #to: string;
  #held = '';

  constructor(from: string, to: string) {
    super();
    this.#from = bytesOf(from);
    this.#to = bytesOf(to);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const text = (this.#held + chunk.toString('latin1')).replaceAll(this.#from, this.#to);
    const held = this.#beginning(text);
    this.#held = text.slice(text.length - held);
    done(null, Buffer.from(text.slice(0, text.length - held), 'latin1'));
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.#held, 'latin1'));
  }

  /** How many characters at the end may be the beginning of the text. Only these wait for the next chunk. */
  #beginning(text: string): number {
    for (let length = Math.min(this.#from.length - 1, text.length); length > 0; length--) {
      if (this.#from.startsWith(text.slice(text.length - length))) return length;
    }
    return 0;
  }
}

/** One character per byte, so that no character of several bytes is split. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
