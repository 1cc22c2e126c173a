import type { Section, SectionDefinition, SectionPlace } from '../api/section.js';
import type { OutputOf, StandardSchema } from '../api/standard-schema.js';
import { ConfigKeys } from './config-keys.js';
import { checkEntry } from './entry-shape.js';

/** A section and the plugin that reads it. */
export interface RegisteredSection extends SectionDefinition {
  readonly owner: string;
}

/** The valid keys of the configuration, each with the plugin that reads it. */
export class SectionRegistry {
  readonly #sections = new Map<string, RegisteredSection>();
  readonly #currentOwner: () => string;
  readonly #keys: ConfigKeys;

  /** @param keys that are claimed already, also by entries of registries */
  constructor(currentOwner: () => string, keys = new ConfigKeys()) {
    this.#currentOwner = currentOwner;
    this.#keys = keys;
  }

  /**
   * Adds a key.
   *
   * @throws FckError `NAME_TAKEN` if another plugin claims the same key at the same place, `SCHEMA_SHAPE`,
   * `REGISTERED_TOO_LATE` once the configuration is checked.
   */
  register<S extends StandardSchema>(definition: SectionDefinition<S>): Section<OutputOf<S>> {
    const owner = this.#currentOwner();
    const path = sectionPath(definition.at, definition.name);
    checkEntry('section', path, definition, { shape: ['schema', 'at', 'name', 'about'] }, owner);
    this.#keys.claim(definition.at, definition.name, { kind: 'section', owner, path });
    this.#sections.set(`${definition.at}:${path}`, { ...definition, owner });
    // The values were made by this very schema.
    return { of: (roleOrProject) => roleOrProject.values.get(path) as OutputOf<S> | undefined };
  }

  /** The sections of a place. */
  at(place: SectionPlace): RegisteredSection[] {
    return this.all().filter((section) => section.at === place);
  }

  all(): RegisteredSection[] {
    return [...this.#sections.values()];
  }
}

/** The path of a section below its role or project: `provision.git`, `repos`. */
export function sectionPath(place: SectionPlace, name: string): string {
  return place.startsWith('role.') ? `${place.slice('role.'.length)}.${name}` : name;
}
