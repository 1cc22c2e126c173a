/** The path of a value as a message names it: `"activate.nginx.listen"`. */
export function pathInWords(path: readonly PropertyKey[], otherwise = 'The configuration'): string {
  return path.length === 0 ? otherwise : `"${path.map(String).join('.')}"`;
}

/** Keys whose values a message does not show: people write passwords in wrong places, and then share the message. */
const SECRET_KEY = /pass(word|phrase|wd)|secret|token|credential|(^|_)key$/i;

/** The value at a path for a message. A possible password is not shown. */
export function valueAt(path: readonly PropertyKey[], value: unknown): string {
  const isSecret = typeof value !== 'object' && path.some((key) => SECRET_KEY.test(String(key)));
  return isSecret ? 'not shown here' : valueInWords(value);
}

/** A value for a message, cut short if it is long; a URL or an SSH address without user and password. */
export function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(typeof value === 'string' ? withoutCredentials(value) : value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A text without the part before the last `@` of a URL, or of an address if that part has a colon. */
function withoutCredentials(text: string): string {
  return text.includes('://') ? text.replace(/:\/\/.*@/s, '://***@') : text.replace(/^.*:.*@/s, '***@');
}
