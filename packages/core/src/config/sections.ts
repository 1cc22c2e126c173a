import { registryErrors } from '../errors/registry.js';
import type { Section, SectionDefinition, SectionPlace } from '../plugin/section.js';
import type { OutputOf, StandardSchema } from '../plugin/standard-schema.js';

/** A section and the plugin that reads it. */
export interface RegisteredSection extends SectionDefinition {
  readonly owner: string;
}

/** The keys that the configuration may have, each with the plugin that reads it. */
export class SectionRegistry {
  readonly #sections = new Map<string, RegisteredSection>();
  readonly #currentOwner: () => string;

  constructor(currentOwner: () => string) {
    this.#currentOwner = currentOwner;
  }

  /**
   * Adds a key.
   *
   * @throws FckError `NAME_TAKEN` if another plugin claims the same key at the same place.
   */
  register<S extends StandardSchema>(definition: SectionDefinition<S>): Section<OutputOf<S>> {
    const owner = this.#currentOwner();
    const path = sectionPath(definition.at, definition.name);
    const taken = this.#sections.get(`${definition.at}:${path}`);
    if (taken) throw registryErrors.duplicate('section', path, taken.owner, owner);
    this.#sections.set(`${definition.at}:${path}`, { ...definition, owner });
    // The values were made by this very schema.
    return { of: (roleOrProject) => roleOrProject.values.get(path) as OutputOf<S> | undefined };
  }

  /** The sections that may stand at a place. */
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
