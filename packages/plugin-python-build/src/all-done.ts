/**
 * Waits until all promises are settled, then throws the first failure. So nothing is still running when the caller cleans up
 * after the failure.
 */
export async function allDone<const T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
