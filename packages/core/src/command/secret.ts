import { inspect } from 'node:util';

const MASK = '***';
const BRAND = Symbol.for('fck.secret');

/**
 * A value that must never be shown: a password, a token, a private key.
 *
 * It prints as `***` if it is printed by accident (string concatenation, JSON, `util.inspect`). Only
 * {@link Secret.reveal} gives the value; call it only to send the value to a machine.
 */
export class Secret {
  readonly [BRAND] = true;
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** A secret of another copy of this package counts, too. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** The value itself. Never put it into a message, an event or a command's text. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/**
 * Marks a value as secret.
 *
 * @example
 * await remote.write('/etc/app.env', secret(`TOKEN=${token}\n`), { mode: 0o600 });
 */
export function secret(value: string): Secret {
  return new Secret(value);
}
