import type { Channel } from '@fck/core';

/** Keeps the end of a stream's output. */
export function tailOf(stream: Channel['stdout']): () => string {
  let tail = '';
  stream.on('data', (chunk: Buffer | string) => {
    tail = (tail + chunk.toString()).slice(-2000);
  });
  return () => tail;
}
