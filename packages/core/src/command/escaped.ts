import { randomInt } from 'node:crypto';
import { once } from '../once.js';
import { Secret } from './secret.js';
import { formsOf, longestFirst, partsOf } from './secret-forms.js';

/**
 * The mark of an escaped secret in a text: private characters and digits, which changes of case or of blanks do not
 * affect.
 */
const OPEN = '\u{E0F0}';
const CLOSE = '\u{E0F1}';
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

/** The secret behind a mark. */
interface Hidden {
  readonly secret: Secret;
  /** The secret's value in its escaped form. */
  readonly form: string;
}

const hidden = new Map<string, Hidden>();
const marks = new Map<string, string>();

/** A random part: a text read from a host must not contain a mark by chance or by intent. */
const first = once(() => randomInt(2 ** 32, 2 ** 47));

/**
 * Writes a value into a text for hosts, by an escaper. A secret is escaped too, but the text contains a mark instead
 * until `write` or the `input` of `run` sends it: so a diff, a plan or a log that shows the text cannot show a secret,
 * however it is escaped. What hands the value to the escaper by other ways (`reveal`) has to keep the text secret
 * itself.
 *
 * @param escaper returns the escaped text; its errors must not contain the text
 * @example const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`; await remote.write('/etc/app.csv',
 *   `token;${escaped(token, quoted)}\n`, { mode: 0o600 });
 */
export function escaped(value: string | Secret, escaper: (text: string) => string): string {
  return value instanceof Secret ? markOf(value, escaper(value.reveal())) : escaper(value);
}

/** Whether a text holds secrets that {@link escaped} wrote. */
export function holdsSecrets(text: string): boolean {
  return [...text.matchAll(MARK)].some(([, id = '']) => hidden.has(id));
}

/** The text to send to a machine: each mark is replaced by the escaped secret. */
export function withSecrets(text: string): string {
  return text.replace(MARK, (mark, id: string) => hidden.get(id)?.form ?? mark);
}

/** The text to show: `***` for each secret that {@link escaped} wrote. */
export function withoutSecrets(text: string): string {
  return text.replace(MARK, (mark, id: string) => (hidden.has(id) ? '***' : mark));
}

/** The texts to remove from every output because of the secrets escaped so far. */
export function escapedForms(): readonly string[] {
  if (hidden.size > known.secrets) {
    const added = [...hidden.values()].slice(known.secrets);
    const forms = added.flatMap(({ secret, form }) => [
      ...formsOf(secret.reveal()),
      ...[form, withoutQuotes(form)].flatMap(partsOf),
    ]);
    known = { secrets: hidden.size, forms: longestFirst([...known.forms, ...forms]) };
  }
  return known.forms;
}

let known: { readonly secrets: number; readonly forms: readonly string[] } = { secrets: 0, forms: [] };

/** A program that prints a parsed value does not print the quotes around it. */
function withoutQuotes(form: string): string {
  return form.replace(/^(["'])(.*)\1$/s, '$2');
}

/** One mark for each form of each value, so that a text built twice is equal. */
function markOf(secret: Secret, form: string): string {
  const key = JSON.stringify([secret.reveal(), form]);
  const known = marks.get(key);
  if (known !== undefined) return known;
  const id = String(first() + hidden.size);
  const mark = `${OPEN}${id}${CLOSE}`;
  hidden.set(id, { secret, form });
  marks.set(key, mark);
  return mark;
}
