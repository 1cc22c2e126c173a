/** A parsed file, as far as it is used here. */
interface ParsedFile {
  readonly path: { traverse(visitor: { Decorator(found: { readonly node: Decorator }): void }): void };
}

interface Decorator {
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
}

/**
 * A plugin for the compiler of TypeScript files: it knows only the old form of decorators, and would call standard ones
 * with other arguments, without an error.
 */
export function refuseDecorators(): { pre(file: ParsedFile): void } {
  return {
    pre: ({ path }) =>
      path.traverse({
        Decorator: ({ node }) => {
          const message =
            'decorators are not supported in TypeScript files that fck runs. Call the function instead, or compile the file with tsc.';
          // The compiler reports it like a syntax error, with its place.
          throw Object.assign(new Error(message), { code: 'ParseError', loc: node.loc?.start });
        },
      }),
  };
}
