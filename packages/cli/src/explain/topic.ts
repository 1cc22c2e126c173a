import type { KeyRow } from './keys-of.js';

/** One thing that `fck explain` explains. */
export interface Topic {
  /** `hook`, `error`, `tool`, `task`, `section`, `plugin` … */
  readonly kind: string;
  readonly name: string;
  /** The plugin that registered it. */
  readonly owner?: string | undefined;
  readonly about: string;
  /** Further facts, by their labels. */
  readonly facts: Readonly<Record<string, string>>;
  /** The keys below it in the configuration. */
  readonly keys?: readonly KeyRow[] | undefined;
  /** Code, or a piece of configuration. */
  readonly example?: string | undefined;
}

/** Leaves out undefined values. */
export function factsOf(facts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
}
