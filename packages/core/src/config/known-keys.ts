import type { SectionPlace } from '../api/section.js';
import type { Registries } from '../registry/registries.js';
import type { KnownKey } from './validate.js';

/** The valid keys of a place: its sections, and below `build:` and `activate:` the entries of registries. */
export function knownKeys(registries: Registries, place: SectionPlace): KnownKey[] {
  const sections = registries.sections.at(place).map(({ name, schema, owner }) => ({ name, schema, owner }));
  const configured = [registries.builders, registries.services, registries.proxies].filter(
    (registry) => registry.at === place,
  );
  const named = configured.flatMap((registry) =>
    registry.entries().map(({ name, value, owner }) => ({ name, schema: value.schema, owner })),
  );
  return [...sections, ...named].map((key) => ({
    ...key,
    run: (check) => registries.runFor(key.owner, `schema of "${key.name}"`, check),
  }));
}

const inWords: Readonly<Record<SectionPlace, string>> = {
  project: 'at the top of the configuration',
  role: 'in a role',
  'role.provision': 'below `provision:` of a role',
  'role.build': 'below `build:` of a role',
  'role.activate': 'below `activate:` of a role',
};

const places = Object.keys(inWords) as SectionPlace[];

/** The hint for a misplaced key: which plugin would read it, or where it belongs. */
export function keyElsewhere(
  registries: Registries,
  place: SectionPlace,
): (key: string) => string | undefined {
  return (key) => {
    const right = places.find((other) => knownKeys(registries, other).some(({ name }) => name === key));
    return right ? `It belongs ${inWords[right]}.` : registries.catalogue.whoBrings(place, key);
  };
}
