/** The entry of a plugin in `plugins:`. */
export interface ListedPlugin {
  /** The name to add. */
  readonly entry: string;
  /** The default plugins, which a new list has to contain before it. */
  readonly before: readonly string[];
}

/** The result of adding a plugin to a file. */
export type Edited =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'present' }
  /** The file is a program, or its list cannot be extended: nothing was changed. */
  | { readonly kind: 'unclear' };
