/** The entry of a plugin in `plugins:`. */
export interface ListedPlugin {
  /** The name that is added. */
  readonly entry: string;
  /** What the list has to hold before it if there is no list yet: without one, these are loaded. */
  readonly before: readonly string[];
}

/** The result of adding a plugin to a file. */
export type Edited =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'present' }
  /** The file is a program, or has no list that can be added to: nothing was changed. */
  | { readonly kind: 'unclear' };
