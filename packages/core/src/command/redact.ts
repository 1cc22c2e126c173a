import { escapedForms, withoutSecrets } from './escaped.js';
import { isKnown } from './known-secret.js';
import type { Secret } from './secret.js';
import { formsOf, longestFirst } from './secret-forms.js';

const MASK = '***';

/**
 * Knows every secret of a run and removes it from all output, in each form that it may take. Forms made by `escaped`
 * are known automatically.
 */
export class Redactor {
  readonly #values = new Set<string>();
  readonly #notRead = new Set<Secret>();
  #forms: readonly string[] = [];

  /** From now on this secret is removed from every text; one that is not read yet, from the time when it is. */
  add(secret: Secret): void {
    if (!isKnown(secret)) {
      this.#notRead.add(secret);
      return;
    }
    const value = secret.reveal();
    if (this.#values.has(value)) return;
    this.#values.add(value);
    this.#forms = longestFirst([...this.#forms, ...formsOf(value)]);
  }

  /** The text with every known secret replaced by `***`. */
  redact(text: string): string {
    this.#addRead();
    const marked = withoutSecrets(text);
    const ranges = [this.#forms, escapedForms()].flatMap((forms) =>
      forms.flatMap((form) => (form.length > marked.length ? [] : rangesOf(form, marked))),
    );
    return ranges.length === 0 ? marked : masked(marked, ranges);
  }

  /** Whether there is nothing to remove. */
  get knowsNone(): boolean {
    this.#addRead();
    return this.#forms.length === 0 && escapedForms().length === 0;
  }

  #addRead(): void {
    for (const secret of this.#notRead) {
      if (!isKnown(secret)) continue;
      this.#notRead.delete(secret);
      this.add(secret);
    }
  }
}

type Range = readonly [start: number, end: number];

function rangesOf(form: string, text: string): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
    ranges.push([at, at + form.length]);
  return ranges;
}

/** Replaces ranges; ranges that touch or overlap become one, so that no part of either is left. */
function masked(text: string, ranges: readonly Range[]): string {
  let clean = '';
  let done = -1;
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    if (start > done) clean += text.slice(Math.max(done, 0), start) + MASK;
    done = Math.max(done, end);
  }
  return clean + text.slice(done);
}
