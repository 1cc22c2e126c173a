import type { Registered, Registry as RegistryContract } from '../api/registry.js';
import type { Watch } from '../attribution/watched.js';
import type { FckError } from '../errors/fck-error.js';
import { nameErrors } from '../errors/name.js';
import { registryErrors } from '../errors/registry.js';
import { isName, NAME_RULE } from '../names/names.js';
import type { AttributeEntry } from './attributed-entry.js';
import { checkEntry, type EntryChecks } from './entry-shape.js';

/** How a registry checks its entries, and explains unknown names. */
export interface RegistryDetails<T = unknown> extends EntryChecks {
  /** The rule for names, for the message about an invalid one. Default: that of {@link isName}. */
  readonly nameFlaw?: ((name: string) => string | undefined) | undefined;
  /** Finds the plugin for a name, or (without a name) for any entry. */
  readonly whoBrings?: ((name: string | undefined) => string | undefined) | undefined;
  /** Makes an entry's functions run as the plugin that registers it. */
  readonly attribute?: AttributeEntry<T> | undefined;
  /** Limits the time of these functions. */
  readonly watch?: Watch | undefined;
}

/**
 * Things that config or command line name: tools, builders, tasks. Each has one owner; the error for an unknown name
 * suggests known ones.
 */
export class Registry<T> implements RegistryContract<T> {
  readonly kind: string;
  readonly #entries = new Map<string, Registered<T>>();
  readonly #currentOwner: () => string;
  readonly #details: RegistryDetails<T>;

  /**
   * @param kind what one entry is called in messages, such as `tool`
   * @param currentOwner names the plugin that is being applied
   */
  constructor(kind: string, currentOwner: () => string, details: RegistryDetails<T> = {}) {
    this.kind = kind;
    this.#currentOwner = currentOwner;
    this.#details = details;
  }

  register(name: string, value: T): void {
    const owner = this.#currentOwner();
    const { nameFlaw = ruleOfNames } = this.#details;
    const rule = nameFlaw(name);
    if (rule !== undefined) throw nameErrors.invalid(this.kind, name, rule, owner);
    checkEntry(this.kind, name, value, this.#details, owner);
    this.claim(name, owner, value);
    this.#entries.set(name, { name, owner, value: this.#attributed(name, value, owner) });
  }

  #attributed(name: string, value: T, plugin: string): T {
    const { attribute, watch } = this.#details;
    if (!attribute || plugin === 'core') return value;
    return attribute(value, { plugin, what: `${this.kind} "${name}"`, watch });
  }

  /** @throws FckError `NAME_TAKEN` */
  protected claim(name: string, owner: string, _value: T): void {
    const taken = this.#entries.get(name);
    if (taken) throw registryErrors.duplicate(this.kind, name, taken.owner, owner);
  }

  get(name: string): T {
    const entry = this.#entries.get(name);
    if (!entry) throw this.unknown(name);
    return entry.value;
  }

  find(name: string): T | undefined {
    return this.#entries.get(name)?.value;
  }

  unknown(name: string): FckError {
    return registryErrors.unknown(this.kind, name, this.names(), this.#details.whoBrings?.(name));
  }

  choose(chosen: string | undefined, howToChoose: string): Registered<T> {
    const [only, another] = this.#entries.values();
    if (chosen === undefined) {
      if (only && !another) return only;
      throw registryErrors.choice(this.kind, this.names(), howToChoose, this.#details.whoBrings?.(undefined));
    }
    const value = this.get(chosen);
    return this.#entries.get(chosen) ?? { name: chosen, owner: '', value };
  }

  ownerOf(name: string): string {
    return this.#entries.get(name)?.owner ?? 'core';
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  entries(): Registered<T>[] {
    return [...this.#entries.values()];
  }
}

function ruleOfNames(name: string): string | undefined {
  return isName(name) ? undefined : NAME_RULE;
}
