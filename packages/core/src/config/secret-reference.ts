import type { Secret } from '../command/secret.js';
import { secretErrors } from '../errors/secret.js';

const BRAND = Symbol.for('fck.secret.reference');

/** A value that a configuration takes from a file, a command or a secret source of the machine that fck runs on: a secret. */
export class SecretReference {
  readonly [BRAND] = true;
  /** The tag in YAML, without its `!`. */
  readonly kind: 'file' | 'command' | 'secret';
  /** The path, the line of shell, or the name of the source and the reference. */
  readonly text: string;

  constructor(kind: SecretReference['kind'], text: string) {
    this.kind = kind;
    this.text = text.trim();
  }

  /** As YAML has it: the value itself is never shown. */
  get shown(): string {
    return `!${this.kind} ${this.text}`;
  }

  /** @throws FckError `SECRET_IN_TEXT`, always: a text would be shown */
  toString(): never {
    throw secretErrors.inText(this.shown);
  }
}

/** Whether a value of a configuration is such a reference; also one of another copy of this package. */
export function isSecretReference(value: unknown): value is SecretReference {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/**
 * Takes a secret from a file, as `!file PATH` does in YAML. It is read when a command first sends it; a line break at its end is no
 * part of it.
 *
 * @param path relative to the folder of the configuration; `~` is the home folder
 * @example
 * export default defineConfig({ name: 'shop', env: { TLS_KEY: secretFile('~/.shop/key.pem') } });
 */
export function secretFile(path: string): Secret {
  // The config reader resolves it; until then it must have the type of what it becomes.
  return new SecretReference('file', path) as unknown as Secret;
}

/**
 * Takes a secret from the output of a command, as `!command LINE` does in YAML: of a password manager, say. The command is run by
 * `sh` in the folder of the configuration, when a command of fck first sends the value; a line break at its end is no part of it.
 *
 * @example
 * export default defineConfig({ name: 'shop', env: { SECRET_KEY: secretCommand('pass show shop/secret-key') } });
 */
export function secretCommand(line: string): Secret {
  return new SecretReference('command', line) as unknown as Secret;
}

/**
 * Takes a secret from a secret source, as `!secret SOURCE REFERENCE` does in YAML. A plugin brings the source; it is asked when a command
 * of fck first sends the value.
 *
 * @example
 * export default defineConfig({ name: 'shop', env: { SECRET_KEY: secretFrom('op', 'op://shop/web/secret-key') } });
 */
export function secretFrom(source: string, reference: string): Secret {
  return new SecretReference('secret', `${source} ${reference}`) as unknown as Secret;
}
