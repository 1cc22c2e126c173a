/**
 * Puts off what takes a while to make until it is first needed, and makes it once: a schema that only some commands read by, the text
 * of a program. If making it throws, the next who needs it tries again.
 *
 * @example
 * const schema = once(() => z.object({ name: z.string() }));
 * schema().safeParse(value);
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
