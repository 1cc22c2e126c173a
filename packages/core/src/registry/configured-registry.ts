import { sectionPath } from '../config/sections.js';
import type { Section, SectionPlace } from '../plugin/section.js';
import type { OutputOf, StandardSchema } from '../plugin/standard-schema.js';
import { Registry } from './registry.js';

/** A registry whose names are keys of the configuration: each entry checks what stands below its own. */
export class ConfiguredRegistry<T extends { readonly schema: StandardSchema }> extends Registry<T> {
  /** Where its keys stand. */
  readonly at: SectionPlace;

  constructor(kind: string, at: SectionPlace, currentOwner: () => string) {
    super(kind, currentOwner);
    this.at = at;
  }

  /**
   * Adds a thing under the key that config names it by, and gives the way to read what stands there.
   *
   * @throws FckError `NAME_TAKEN` if another plugin holds the key.
   */
  override register<E extends T>(name: string, value: E): Section<OutputOf<E['schema']>> {
    super.register(name, value);
    const path = sectionPath(this.at, name);
    // The values were made by this very schema.
    return { of: (role) => role.values.get(path) as OutputOf<E['schema']> | undefined };
  }
}
