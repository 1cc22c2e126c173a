import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeFrame,
  encodeNumber,
  FrameDecoder,
  kinds,
  LONGEST_PAYLOAD,
  LONGEST_REQUEST,
} from './frames.js';

const frame = fc.record({
  kind: fc.nat(255),
  stream: fc.nat(2 ** 32 - 1),
  payload: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

const encoded = (frames: readonly { kind: number; stream: number; payload: Buffer }[]): Buffer =>
  Buffer.concat(frames.map(({ kind, stream, payload }) => encodeFrame(kind, stream, payload)));

/** Cuts bytes into pieces of these lengths; the rest is the last. */
function pieces(data: Buffer, lengths: readonly number[]): Buffer[] {
  let rest = data;
  const cut = lengths.map((length) => {
    const piece = rest.subarray(0, length);
    rest = rest.subarray(length);
    return piece;
  });
  return [...cut, rest];
}

describe('frames', () => {
  it('are read as they were written, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(40)), (frames, lengths) => {
        const decoder = new FrameDecoder();
        expect(pieces(encoded(frames), lengths).flatMap((piece) => decoder.push(piece))).toEqual(frames);
      }),
    );
  });

  it('are read or refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 }), (chunks) => {
        const decoder = new FrameDecoder();
        const all = Buffer.concat(chunks);
        const read: Buffer[] = [];
        try {
          for (const chunk of chunks) read.push(encoded(decoder.push(Buffer.from(chunk))));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        const known = Buffer.concat(read);
        expect(all.subarray(0, known.length)).toEqual(known);
      }),
    );
  });

  it('that are too long are refused before they arrive', () => {
    const text = Buffer.from('Welcome to web-1\n');
    expect(() => new FrameDecoder().push(text)).toThrow(/a frame of 14\d+ bytes/);
    const longest = encodeFrame(kinds.out, 1, Buffer.alloc(LONGEST_PAYLOAD));
    const decoder = new FrameDecoder();
    expect(pieces(longest, Array(300).fill(4096)).flatMap((piece) => decoder.push(piece))).toHaveLength(1);
  });

  it('carry numbers in four bytes', () => {
    expect(encodeNumber(kinds.credit, 3, 258)).toEqual(
      encodeFrame(kinds.credit, 3, Buffer.from([0, 0, 1, 2])),
    );
  });

  it('are numbered as in the helper', () => {
    const python = readFileSync(new URL('../../../python/protocol.py', import.meta.url), 'utf8');
    const numbers = [...python.matchAll(/^([A-Z, ]+) = range\((\d+), \d+\)$/gm)].flatMap(
      ([, names = '', first]) =>
        names.split(', ').map((name, index) => [name.toLowerCase(), Number(first) + index] as const),
    );
    expect(Object.fromEntries(numbers)).toEqual(kinds);
    expect(2 ** Number(/^LONGEST = 1 << (\d+)$/m.exec(python)?.[1])).toBe(LONGEST_REQUEST);
  });
});
