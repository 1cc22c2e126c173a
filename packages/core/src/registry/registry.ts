import { registryErrors } from '../errors/registry.js';

/** A named thing and the plugin that brought it. */
export interface Registered<T> {
  readonly name: string;
  readonly owner: string;
  readonly value: T;
}

/** Things that config or command line name: tools, builders, tasks. Each has one owner, and an unknown name is answered well. */
export class Registry<T> {
  readonly #entries = new Map<string, Registered<T>>();
  readonly #kind: string;
  readonly #currentOwner: () => string;

  /**
   * @param kind what one entry is called in messages, such as `tool`
   * @param currentOwner names the plugin that is being applied
   */
  constructor(kind: string, currentOwner: () => string) {
    this.#kind = kind;
    this.#currentOwner = currentOwner;
  }

  /** What one entry is called, such as `tool`. */
  get kind(): string {
    return this.#kind;
  }

  /**
   * Adds a thing under a name.
   *
   * @throws FckError `NAME_TAKEN` if another plugin holds the name.
   */
  register(name: string, value: T): void {
    const owner = this.#currentOwner();
    const taken = this.#entries.get(name);
    if (taken) throw registryErrors.duplicate(this.#kind, name, taken.owner, owner);
    this.#entries.set(name, { name, owner, value });
  }

  /**
   * The thing of that name.
   *
   * @throws FckError `NAME_UNKNOWN` with the nearest known names.
   */
  get(name: string): T {
    const entry = this.#entries.get(name);
    if (!entry) throw registryErrors.unknown(this.#kind, name, this.names());
    return entry.value;
  }

  /** The thing of that name, if there is one. */
  find(name: string): T | undefined {
    return this.#entries.get(name)?.value;
  }

  /**
   * The one that config chose, or the only one that there is.
   *
   * @throws FckError `NAME_UNKNOWN` if the chosen one is not registered, `CHOICE_NEEDED` if none was chosen of none or several.
   */
  choose(chosen: string | undefined, howToChoose: string): Registered<T> {
    const [only, another] = this.#entries.values();
    if (chosen === undefined) {
      if (only && !another) return only;
      throw registryErrors.choice(this.#kind, this.names(), howToChoose);
    }
    const value = this.get(chosen);
    return this.#entries.get(chosen) ?? { name: chosen, owner: '', value };
  }

  /** The plugin that registered a name; `core` for a name that is not known. */
  ownerOf(name: string): string {
    return this.#entries.get(name)?.owner ?? 'core';
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Every entry with its owner, in order of registration. */
  entries(): Registered<T>[] {
    return [...this.#entries.values()];
  }
}
