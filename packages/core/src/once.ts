/**
 * Creates a value on first use, and only once: a schema that few commands need, the text of a program. If that throws,
 * the next use tries again.
 *
 * @example const schema = once(() => z.object({ name: z.string() })); schema().safeParse(value);
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
