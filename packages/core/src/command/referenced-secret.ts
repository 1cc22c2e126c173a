import { Secret } from './secret.js';

const BRAND = Symbol.for('fck.secret.referenced');

/** The secret sources of the loaded plugins. */
export interface SecretSources {
  /** @throws FckError `NAME_UNKNOWN` */
  get(name: string): {
    read(request: {
      readonly reference: string;
      readonly directory: string;
      readonly signal: AbortSignal;
    }): Promise<string>;
  };
}

/** Reads the value that a configuration refers to. */
export interface SecretReader {
  /**
   * @param sources what `!secret` names
   * @throws FckError `SECRET_UNREADABLE`
   */
  read(sources: SecretSources): Promise<string>;
  /** The same for code that cannot wait. */
  readNow(): string;
}

/**
 * A secret that the configuration refers to (`!file PATH`, `!command LINE`, `!secret SOURCE REFERENCE`). Its value is read when it is
 * first needed, and kept. A run reads all that it will send before it touches a host.
 */
export class ReferencedSecret extends Secret {
  readonly [BRAND] = true;
  readonly #reader: SecretReader;
  #value: string | undefined;

  constructor(reader: SecretReader) {
    super('');
    this.#reader = reader;
  }

  /** Whether the value was read. */
  get isRead(): boolean {
    return this.#value !== undefined;
  }

  /** @throws FckError `SECRET_UNREADABLE` */
  async read(sources: SecretSources): Promise<void> {
    this.#value ??= await this.#reader.read(sources);
  }

  /** @throws FckError `SECRET_UNREADABLE` if it was not read before, and cannot be */
  override reveal(): string {
    this.#value ??= this.#reader.readNow();
    return this.#value;
  }
}

/** Whether a value is a secret that the configuration refers to. */
export function isReferenced(value: unknown): value is ReferencedSecret {
  return typeof value === 'object' && value !== null && BRAND in value;
}
