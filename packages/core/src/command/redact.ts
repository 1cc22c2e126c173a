import { quote } from './command.js';
import type { Secret } from './secret.js';

const MASK = '***';
/** Shorter secrets would blank out half of every text, and could be guessed anyway. */
const SHORTEST = 4;

/** Knows every secret of a run and removes it, in each form it may take on its way, from whatever is about to be seen. */
export class Redactor {
  readonly #forms = new Set<string>();

  /** From now on this secret is removed from every text. */
  add(secret: Secret): void {
    const value = secret.reveal();
    for (const part of [value, ...value.split('\n')]) {
      if (part.length < SHORTEST) continue;
      for (const form of formsOf(part)) this.#forms.add(form);
    }
  }

  /** The text with every known secret replaced by `***`. */
  redact(text: string): string {
    let clean = text;
    for (const form of this.#forms) clean = clean.replaceAll(form, MASK);
    return clean;
  }

  /** Characters that a stream must hold back so that no secret slips through between two chunks. */
  get longest(): number {
    return Math.max(0, ...[...this.#forms].map((form) => form.length));
  }
}

function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  return [
    value,
    quote(value).slice(1, -1),
    base64.replace(/=+$/, ''),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ].filter((form) => form.length >= SHORTEST);
}
