/**
 * Waits until all of them have ended, then fails as the first of them did. So nothing is still at work where a failure is
 * cleaned up.
 */
export async function allDone<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
