/**
 * Waits until all of them have ended, then fails as the first of them did. So nothing is still at work where a failure is
 * cleaned up.
 */
export async function allDone<const T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
