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
