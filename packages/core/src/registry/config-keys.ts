import type { SectionPlace } from '../api/section.js';
import { registryErrors } from '../errors/registry.js';

/** The claimed keys of the configuration, for sections and entries of registries: a key has one reader. */
export class ConfigKeys {
  readonly #claims = new Map<string, { readonly kind: string; readonly owner: string }>();
  #isSealed = false;

  /**
   * Claims a key for a plugin.
   *
   * @param path of the key in messages
   * @throws FckError `NAME_TAKEN`, `REGISTERED_TOO_LATE`
   */
  claim(place: SectionPlace, name: string, as: { kind: string; owner: string; path: string }): void {
    if (this.#isSealed) throw registryErrors.tooLate(undefined, `the ${as.kind} "${as.path}"`);
    const key = `${place}:${name}`;
    const taken = this.#claims.get(key);
    if (taken) {
      const heldAs = taken.kind === as.kind ? undefined : taken.kind;
      throw registryErrors.duplicate(as.kind, as.path, taken.owner, as.owner, heldAs);
    }
    this.#claims.set(key, as);
  }

  /** Once the configuration is checked, no key can be added to it. */
  seal(): void {
    this.#isSealed = true;
  }
}
