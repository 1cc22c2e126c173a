import { generationOf, type Instance, isAlive, isOfGroup, slotOf } from '../instances/instance.js';

/** The places of a role: which instance is in each, and which are free. */
export interface SlotPlan {
  /** The instance in each filled place. */
  readonly taken: ReadonlyMap<number, Instance>;
  /** Instances that just got a place that their tags do not name. */
  readonly adopted: ReadonlyMap<number, Instance>;
  /** The free places, with the lowest possible generation of the next instance there. */
  readonly free: readonly { readonly slot: number; readonly generation: number }[];
  /** Instances beyond the count: in places above it, or second in a place. fck itself never terminates them. */
  readonly surplus: readonly Instance[];
}

/**
 * Assigns the places 1 to `count` to the existing instances. Each keeps its own place; instances without a place, or second in
 * one, fill free places. Older instances come first. Instances of Auto Scaling groups are left to their groups.
 *
 * @param slotByToken the place that an instance was requested for, by its token: tags may be missing
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
