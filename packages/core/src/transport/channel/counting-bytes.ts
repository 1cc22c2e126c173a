import type { Channel } from '../../api/transport.js';

/** Called with the number of bytes in each direction. */
export interface ByteCounter {
  sent(bytes: number): void;
  received(bytes: number): void;
}

/** Watches `push` and `write`, because a 'data' listener would make the stream flow before its reader is attached. */
export function countingBytes(channel: Channel, counter: ByteCounter): Channel {
  for (const stream of [channel.stdout, channel.stderr]) {
    const push = stream.push.bind(stream);
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk instanceof Uint8Array) counter.received(chunk.length);
      return push(chunk, encoding);
    };
  }
  const { stdin } = channel;
  const write: typeof stdin._write = stdin._write.bind(stdin);
  stdin._write = (chunk: Buffer, encoding, callback) => {
    counter.sent(chunk.length);
    write(chunk, encoding, callback);
  };
  return channel;
}
