/** Kinds of frames, as `python/protocol.py` numbers them. */
export const kinds = {
  open: 1,
  input: 2,
  end: 3,
  credit: 4,
  cancel: 5,
  module: 6,
  ping: 7,
  out: 11,
  err: 12,
  taken: 13,
  exit: 14,
  pong: 15,
  ready: 16,
} as const;

/** A message between fck and the helper on a host. */
export interface HelperFrame {
  readonly kind: number;
  /** The number of the stream that it belongs to; 0 for none. */
  readonly stream: number;
  readonly payload: Buffer;
}

/** Bytes of a payload that a helper sends, at most. A longer one is no frame of a helper. */
export const LONGEST_PAYLOAD = 1 << 20;
/** Bytes of a payload that fck sends, at most: `LONGEST` in `python/protocol.py`. */
export const LONGEST_REQUEST = 1 << 26;
const HEADER = 9;

/** The bytes of a frame before its payload. */
export function frameHeader(kind: number, stream: number, size: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(stream, 4);
  header.writeUInt8(kind, 8);
  return header;
}

/** The bytes of a frame. */
export function encodeFrame(kind: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([frameHeader(kind, stream, payload.length), payload]);
}

/** A frame whose payload is a number, such as bytes of credit. */
export function encodeNumber(kind: number, stream: number, number: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(number);
  return encodeFrame(kind, stream, payload);
}

/** Cuts received bytes into frames, however they arrive. */
export class FrameDecoder {
  #pieces: Buffer[] = [];
  #length = 0;
  /** Bytes until the next frame, or its header, is complete. */
  #needed = HEADER;

  /**
   * Takes bytes, and returns the frames that they complete.
   *
   * @throws RangeError if a payload would be longer than {@link LONGEST_PAYLOAD}
   */
  push(chunk: Buffer): HelperFrame[] {
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    const frames: HelperFrame[] = [];
    if (this.#length < this.#needed) return frames;
    let data = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces);
    this.#needed = HEADER;
    while (data.length >= HEADER) {
      const size = data.readUInt32BE(0);
      if (size > LONGEST_PAYLOAD) throw new RangeError(`a frame of ${size} bytes`);
      const end = HEADER + size;
      this.#needed = end;
      if (data.length < end) break;
      frames.push({
        kind: data.readUInt8(8),
        stream: data.readUInt32BE(4),
        payload: data.subarray(HEADER, end),
      });
      data = data.subarray(end);
      this.#needed = HEADER;
    }
    this.#pieces = [data];
    this.#length = data.length;
    return frames;
  }
}
