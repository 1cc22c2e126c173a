import { randomBytes } from 'node:crypto';
import { quote } from '../../command/command.js';

/** The text on one output of a shell between two marks. */
export interface Frame {
  /** Number of the script that wrote it. */
  readonly sequence: number;
  /** Its exit code; always 0 on standard error. */
  readonly code: number;
  readonly output: Buffer;
}

/**
 * A word that no output contains by accident. It begins with a letter, because `printf '\0<digits>'` would swallow
 * digits.
 */
export function newNonce(): string {
  return `fck${randomBytes(12).toString('hex')}`;
}

/**
 * Wraps a script so that the shell survives it, and marks its end on both outputs. A subshell contains `exit`, `exec`,
 * `cd` and `set -e`; `eval` contains a syntax error; `/dev/null` keeps it from reading the scripts that follow it on
 * the shell's own input.
 */
export function framed(script: string, nonce: string, sequence: number): string {
  return `( eval ${quote(script)}\n) </dev/null\n${mark(nonce, sequence, '$?')}`;
}

/** Makes a shell write its mark on both outputs. */
export function mark(nonce: string, sequence: number, code: string): string {
  return `echo "${nonce} ${sequence} ${code}"; echo "${nonce} ${sequence} 0" >&2\n`;
}

/** Characters of a mark after its nonce, at most: a number, a code, and blanks. */
const LONGEST_MARK = 64;

/** Cuts one output of a shell into frames, for any bytes and any split into pieces. */
export class FrameReader {
  readonly #nonce: Buffer;
  /** The bytes since the last mark that cannot begin another one. */
  #pieces: Buffer[] = [];
  /** The last bytes: they may begin a mark. */
  #tail: Buffer = Buffer.alloc(0);
  /** Whether a mark has no end: then no shell of ours wrote it. */
  isBroken = false;

  constructor(nonce: string) {
    this.#nonce = Buffer.from(`${nonce} `);
  }

  /** Takes the next bytes and returns the frames that they completed. */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    let data = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk;
    for (;;) {
      const start = data.indexOf(this.#nonce);
      if (start < 0) {
        const keep = Math.min(data.length, this.#nonce.length - 1);
        this.#pieces.push(data.subarray(0, data.length - keep));
        this.#tail = data.subarray(data.length - keep);
        return frames;
      }
      const end = data.indexOf('\n', start + this.#nonce.length);
      if (end < 0 && data.length - start > this.#nonce.length + LONGEST_MARK) this.isBroken = true;
      if (end < 0) {
        this.#pieces.push(data.subarray(0, start));
        this.#tail = data.subarray(start);
        return frames;
      }
      const [sequence, code] = data
        .toString('latin1', start + this.#nonce.length, end)
        .split(' ')
        .map(Number);
      frames.push({
        sequence: sequence ?? Number.NaN,
        code: code ?? Number.NaN,
        output: Buffer.concat([...this.#pieces, data.subarray(0, start)]),
      });
      this.#pieces = [];
      this.#tail = Buffer.alloc(0);
      data = data.subarray(end + 1);
    }
  }

  /** The output after the last mark. */
  rest(): Buffer {
    return Buffer.concat([...this.#pieces, this.#tail]);
  }
}
