import type { Fck } from '../fck.js';
import type { SectionPlace } from '../plugin/section.js';
import type { KnownKey } from './validate.js';

/** The keys that may stand at a place: its sections, and below `build:` and `activate:` what registries name. */
export function knownKeys(fck: Fck, place: SectionPlace): KnownKey[] {
  const sections = fck.sections.at(place).map(({ name, schema, owner }) => ({ name, schema, owner }));
  const registries = [fck.builders, fck.services, fck.fronts].filter((registry) => registry.at === place);
  const named = registries.flatMap((registry) =>
    registry.entries().map(({ name, value, owner }) => ({ name, schema: value.schema, owner })),
  );
  return [...sections, ...named];
}

const inWords: Readonly<Record<SectionPlace, string>> = {
  project: 'at the top of the configuration',
  role: 'in a role',
  'role.provision': 'below `provision:` of a role',
  'role.build': 'below `build:` of a role',
  'role.activate': 'below `activate:` of a role',
};

const places = Object.keys(inWords) as SectionPlace[];

/** What is said of a key that may not stand at a place: which plugin would read it, or where it belongs. */
export function keyElsewhere(fck: Fck, place: SectionPlace): (key: string) => string | undefined {
  return (key) => {
    const right = places.find((other) => knownKeys(fck, other).some(({ name }) => name === key));
    return right ? `It stands ${inWords[right]}.` : fck.catalogue.whoBrings(place, key);
  };
}
