import type { Secret } from '../command/secret.js';

/** Environment variables by name. A secret is shown nowhere, and reaches a host only in files that others cannot read. */
export type Environment = Readonly<Record<string, string | Secret>>;
