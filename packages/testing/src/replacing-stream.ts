import { Transform, type TransformCallback } from 'node:stream';

/** Replaces a text by another in what flows through it, also where it is cut in two. Whatever else flows stays byte for byte. */
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

  /** How many characters at the end may be the beginning of what is looked for. Only these wait for what follows. */
  #beginning(text: string): number {
    for (let length = Math.min(this.#from.length - 1, text.length); length > 0; length--) {
      if (this.#from.startsWith(text.slice(text.length - length))) return length;
    }
    return 0;
  }
}

/** One character for each byte: so no character of several bytes is cut in two. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
