/** The outcome of the work on one item. */
export type Outcome<T, R> =
  | { readonly item: T; readonly ok: true; readonly result: R }
  | { readonly item: T; readonly ok: false; readonly error: unknown };

/** The results of the items whose work did not fail. */
export function resultsOf<T, R>(outcomes: readonly Outcome<T, R>[]): R[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
}

/** Works on all items, at most `limit` at once. A failure does not stop the others. */
export async function onEach<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<Outcome<T, R>[]> {
  const outcomes: Outcome<T, R>[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) {
      outcomes[index] = await work(item).then(
        (result): Outcome<T, R> => ({ item, ok: true, result }),
        (error: unknown): Outcome<T, R> => ({ item, ok: false, error }),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return outcomes;
}
