import { quote } from './command.js';
import type { Secret } from './secret.js';

const MASK = '***';
/** Shorter secrets would blank out half of every text, and could be guessed anyway. */
const SHORTEST = 4;

/** Knows every secret of a run and removes it, in each form it may take on its way, from whatever is about to be seen. */
export class Redactor {
  /** Longest first: a short secret must not break a longer one that holds it. */
  #forms: readonly string[] = [];

  /** From now on this secret is removed from every text. */
  add(secret: Secret): void {
    const value = secret.reveal();
    const forms = [value, ...value.split('\n')].filter((part) => part.length >= SHORTEST).flatMap(formsOf);
    this.#forms = [...new Set([...this.#forms, ...forms])].sort((a, b) => b.length - a.length);
  }

  /** The text with every known secret replaced by `***`. */
  redact(text: string): string {
    let clean = text;
    for (const form of this.#forms) clean = clean.replaceAll(form, MASK);
    return clean;
  }

  /** Characters that a stream must hold back so that no secret slips through between two chunks. */
  get longest(): number {
    return this.#forms[0]?.length ?? 0;
  }
}

function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  return [
    value,
    quote(value).replace(/^'(.*)'$/s, '$1'),
    base64.replace(/=+$/, ''),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ].filter((form) => form.length >= SHORTEST);
}
