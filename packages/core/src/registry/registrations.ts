import type { SectionPlace } from '../api/section.js';
import type { StandardSchema } from '../api/standard-schema.js';
import { ConfiguredRegistry } from './configured-registry.js';
import type { Registries } from './registries.js';
import { Registry } from './registry.js';
import { sectionPath } from './section-registry.js';

/** An entry that core or a plugin registered under a name. */
export interface Registration {
  /** `tool`, `task`, `reverse proxy`, `section` … */
  readonly kind: string;
  readonly name: string;
  /** The plugin that registered it; `core`. */
  readonly owner: string;
  /** Its documentation; undefined if it has none. */
  readonly about: string | undefined;
  /** Its place in the configuration, for a section and for an entry with a key. */
  readonly at: SectionPlace | undefined;
  /** Its path below its role or project, such as `activate.nginx`. */
  readonly path: string | undefined;
  /** The schema of its value in the configuration. */
  readonly schema: StandardSchema | undefined;
  /** The thing itself. */
  readonly value: unknown;
}

/** All registrations: each registry in turn, then the sections of the configuration. The task of a phase is not listed beside it. */
export function registrationsOf(registries: Registries): Registration[] {
  const all = Object.values(registries).filter((value) => value instanceof Registry);
  const entries = all.flatMap(entriesOf);
  const phases = new Set(entries.flatMap(({ kind, name }) => (kind === 'phase' ? [name] : [])));
  return [
    ...entries.filter(({ kind, name }) => kind !== 'task' || !phases.has(name)),
    ...sectionsOf(registries),
  ];
}

function entriesOf(registry: Registry<unknown>): Registration[] {
  const at = registry instanceof ConfiguredRegistry ? registry.at : undefined;
  return registry.entries().map(({ name, owner, value }) => ({
    kind: registry.kind,
    name,
    owner,
    value,
    about: textAt(value, 'about'),
    at,
    path: at && sectionPath(at, name),
    schema: at && (value as { schema: StandardSchema }).schema,
  }));
}

function sectionsOf({ sections }: Registries): Registration[] {
  return sections.all().map((section) => ({
    kind: 'section',
    name: section.name,
    owner: section.owner,
    value: section,
    about: section.about,
    at: section.at,
    path: sectionPath(section.at, section.name),
    schema: section.schema,
  }));
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' ? text : undefined;
}
