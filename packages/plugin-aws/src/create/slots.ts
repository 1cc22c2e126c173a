import { generationOf, type Instance, isAlive, isOfGroup, slotOf } from '../instances/instance.js';

/** Who takes which place of a role, and which places are free. */
export interface SlotPlan {
  /** The instance in each place that is taken. */
  readonly taken: ReadonlyMap<number, Instance>;
  /** Instances whose tags do not say the place that they were given now. */
  readonly adopted: ReadonlyMap<number, Instance>;
  /** The free places, with the generation that the next instance there has at least. */
  readonly free: readonly { readonly slot: number; readonly generation: number }[];
  /** Instances beyond the count: the places above it, and second ones in a place. Never ended by fck itself. */
  readonly surplus: readonly Instance[];
}

/**
 * Gives the places 1 to `count` to the instances that there are: to each its own; those without one, or the second ones of
 * a place, fill what is free. Older instances come first. Those of Auto Scaling groups are left to their groups.
 *
 * @param slotByToken the place that an instance was asked for, by its token: tags may be missing
 */
export function planSlots(
  instances: readonly Instance[],
  count: number,
  slotByToken: (token: string | undefined) => number | undefined = () => undefined,
): SlotPlan {
  const places = Array.from({ length: count }, (_, index) => index + 1);
  const alive = instances.filter((one) => isAlive(one) && !isOfGroup(one)).toSorted(byAge);
  const taken = new Map<number, Instance>();
  const adopted = new Map<number, Instance>();
  const homeless: Instance[] = [];
  for (const instance of alive) {
    const tagged = slotOf(instance);
    const slot = tagged ?? slotByToken(instance.token);
    if (slot === undefined || !places.includes(slot) || taken.has(slot)) {
      homeless.push(instance);
      continue;
    }
    taken.set(slot, instance);
    if (tagged === undefined) adopted.set(slot, instance);
  }
  for (const slot of places.filter((place) => !taken.has(place))) {
    const next = homeless.shift();
    if (!next) break;
    taken.set(slot, next);
    adopted.set(slot, next);
  }
  const free = places
    .filter((slot) => !taken.has(slot))
    .map((slot) => ({ slot, generation: 1 + lastGeneration(instances, slot) }));
  return { taken, adopted, free, surplus: homeless };
}

function lastGeneration(instances: readonly Instance[], slot: number): number {
  return Math.max(0, ...instances.filter((one) => slotOf(one) === slot).map(generationOf));
}

function byAge(a: Instance, b: Instance): number {
  return (a.launchedAt ?? '').localeCompare(b.launchedAt ?? '') || a.id.localeCompare(b.id);
}
