import type { Readable } from 'node:stream';

/** Calls `stop` once a stream that is being read has brought nothing for so many seconds, until its end. */
export function onStall(stream: Readable, seconds: number, stop: () => void): void {
  const timer = setTimeout(stop, seconds * 1000);
  const end = () => clearTimeout(timer);
  stream.on('data', () => timer.refresh());
  for (const event of ['end', 'error', 'close']) stream.once(event, end);
}
