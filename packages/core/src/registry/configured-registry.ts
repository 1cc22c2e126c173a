import type { ConfiguredRegistry as ConfiguredRegistryContract } from '../api/registry.js';
import type { Section, SectionPlace } from '../api/section.js';
import type { OutputOf, StandardSchema } from '../api/standard-schema.js';
import { ConfigKeys } from './config-keys.js';
import { Registry, type RegistryDetails } from './registry.js';
import { sectionPath } from './section-registry.js';

/** A registry whose names are keys of the configuration: each entry checks the value of its own. */
export class ConfiguredRegistry<T extends { readonly schema: StandardSchema }>
  extends Registry<T>
  implements ConfiguredRegistryContract<T>
{
  readonly at: SectionPlace;
  readonly #keys: ConfigKeys;

  /** @param keys that are claimed already, also by sections */
  constructor(
    kind: string,
    at: SectionPlace,
    currentOwner: () => string,
    keys = new ConfigKeys(),
    details: RegistryDetails<T> = {},
  ) {
    super(kind, currentOwner, details);
    this.at = at;
    this.#keys = keys;
  }

  override register<E extends T>(name: string, value: E): Section<OutputOf<E['schema']>> {
    super.register(name, value);
    const path = sectionPath(this.at, name);
    // The values were made by this very schema.
    return { of: (role) => role.values.get(path) as OutputOf<E['schema']> | undefined };
  }

  protected override claim(name: string, owner: string, value: T): void {
    super.claim(name, owner, value);
    this.#keys.claim(this.at, name, { kind: this.kind, owner, path: name });
  }
}
