import type { StandardSchema } from './standard-schema.js';

/** The place of a section in the configuration: at the top level, in each role, or in one of a role's three specs. */
export type SectionPlace = 'project' | 'role' | 'role.provision' | 'role.build' | 'role.activate';

/** Declares a key of the configuration: its place and its valid values. */
export interface SectionDefinition<S extends StandardSchema = StandardSchema> {
  readonly at: SectionPlace;
  /** The key, in snake_case. */
  readonly name: string;
  readonly schema: S;
  /**
   * True if commands of the section get the environment of the project and the role: then an unset variable in that ends a run
   * before any host is touched.
   */
  readonly usesEnvironment?: boolean | undefined;
  /** One sentence for the reference and for editors. */
  readonly about: string;
}

/** What has sections: a role, or the project. */
export interface Sectioned {
  /** Validated values by the path of their section, such as `provision.git`. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** Reads a registered section. The value was validated before any host was touched. */
export interface Section<T> {
  /** The validated value for this role (or project); undefined if the key is absent. */
  of(owner: Sectioned): T | undefined;
}
