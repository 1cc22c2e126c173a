import type { Secret } from '../command/secret.js';

/** Environment variables by name. A secret is shown nowhere, and reaches a host only in files that others cannot read. */
export type Environment = Readonly<Record<string, string | Secret>>;

/** A variable that the configuration sets, and whether hosts run services with its present value. Values are never shown. */
export interface VariableRow {
  readonly role: string;
  /** The service that sets it itself (`gunicorn`); undefined for a variable of the role or the project. */
  readonly service: string | undefined;
  readonly name: string;
  /** Where its value comes from: `text`, `env_file`, or as the configuration has it: `!env NAME`, `!file PATH`, `!command LINE`. */
  readonly source: string;
  /** Hosts whose services run with another value, or without the variable. */
  readonly differsOn: readonly string[];
  /** Hosts that serve nothing, or could not be asked. */
  readonly unknownOn: readonly string[];
}
