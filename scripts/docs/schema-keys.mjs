/** All keys that a zod schema accepts, at any depth, without keys of records, which users choose. */
export function keysOf(schema, seen = new Set()) {
  const definition = schema?._zod?.def ?? schema?.def;
  if (!definition || seen.has(definition)) return [];
  seen.add(definition);
  const own = definition.shape ? Object.keys(definition.shape) : [];
  const inner = [
    ...Object.values(definition.shape ?? {}),
    ...(definition.options ?? []),
    definition.getter?.(),
    definition.innerType,
    definition.element,
    definition.valueType,
    definition.in,
    definition.out,
  ];
  return [...new Set([...own, ...inner.flatMap((child) => keysOf(child, seen))])];
}
