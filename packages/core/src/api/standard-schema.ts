/**
 * The part of the Standard Schema specification (https://standardschema.dev) that fck uses. zod, valibot, arktype and
 * others implement it, so a plugin may check its options with any of them.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema accepts. */
export type InputOf<S> = S extends StandardSchema<infer Input, unknown> ? Input : never;

/** What a schema returns. */
export type OutputOf<S> = S extends StandardSchema<infer _Input, infer Output> ? Output : never;
