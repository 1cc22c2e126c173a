import type { Clock } from './watched.js';

/**
 * Waits for work with a time limit in seconds; then fails with the given error, while the work goes on.
 *
 * @param clock of the work: an exception that nothing caught ends the wait, too
 */
export async function within<T>(
  seconds: number,
  work: T | Promise<T>,
  error: () => Error,
  clock?: Clock,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), seconds * 1000);
    if (clock) clock.fail = reject;
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
