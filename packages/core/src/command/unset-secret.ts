import { configErrors, type UnsetVariable } from '../errors/config.js';
import type { FckError, Place } from '../errors/fck-error.js';
import { Secret } from './secret.js';

const BRAND = Symbol.for('fck.secret.unset');

/**
 * Takes the place of a secret whose environment variable is not set (`!env NAME`). Commands that never send the value
 * work without it; reading the value throws.
 */
export class UnsetSecret extends Secret {
  readonly [BRAND] = true;
  readonly #name: string;
  readonly #placeOf: () => Place | undefined;

  constructor(name: string, placeOf: () => Place | undefined = () => undefined) {
    super('');
    this.#name = name;
    this.#placeOf = placeOf;
  }

  /** The variable, and where the configuration takes a value from it. */
  get variable(): UnsetVariable {
    return { name: this.#name, where: this.#placeOf() };
  }

  /** @throws FckError `CONFIG_MISSING_ENV`, always */
  override reveal(): never {
    throw missingVariables([this]);
  }
}

/** Whether a value comes from an environment variable that is not set: its `reveal()` throws. */
export function isUnset(value: unknown): value is UnsetSecret {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** The error that names all these variables. */
export function missingVariables(unset: readonly UnsetSecret[]): FckError {
  return configErrors.missingEnv(unset.map(({ variable }) => variable));
}
