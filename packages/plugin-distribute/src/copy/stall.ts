import type { Readable } from 'node:stream';

/**
 * Does work with a stream, and calls `stop` after so many seconds without data. The watch ends with the work: a stream whose
 * other end broke may neither end nor close, and a timer on it would keep the command running.
 */
export async function whileFlowing<T>(
  stream: Readable,
  seconds: number,
  stop: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(stop, seconds * 1000);
  const flowed = () => timer.refresh();
  const end = () => clearTimeout(timer);
  stream.on('data', flowed).once('end', end);
  try {
    return await work();
  } finally {
    end();
    stream.off('data', flowed).off('end', end);
  }
}
