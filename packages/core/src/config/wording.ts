/** The path of a value as a message names it: `"activate.nginx.listen"`. */
export function pathInWords(path: readonly PropertyKey[], otherwise = 'The configuration'): string {
  return path.length === 0 ? otherwise : `"${path.map(String).join('.')}"`;
}

/** A value as a message names it, cut short if it is long. */
export function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
