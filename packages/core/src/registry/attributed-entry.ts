import { type Attribution, attributed } from '../attribution/attribution.js';

/** Gives an entry's functions to the plugin that registers it: they run as this plugin from then on. */
export type AttributeEntry<T> = (entry: T, to: Attribution) => T;

/** Names of the members of a type, or of any type of a union, that are functions. */
type FunctionsOf<T> = T extends unknown
  ? {
      [K in keyof T & string]-?: NonNullable<T[K]> extends (...args: never[]) => unknown ? K : never;
    }[keyof T & string]
  : never;

/**
 * For entries that are objects. The entry that core works with is a copy, so that what the plugin registered stays as it is; functions
 * keep their `this`.
 *
 * @param names all members that may be functions: a member that is added to the type must be added here
 */
export function attributeFunctions<T extends object>(
  names: Readonly<Record<FunctionsOf<T>, true>>,
): AttributeEntry<T> {
  return (entry, to) => {
    const wrapped = Object.keys(names).flatMap((name): [string, PropertyDescriptor][] => {
      const call: unknown = Reflect.get(entry, name);
      if (typeof call !== 'function') return [];
      const value = attributed((...args: unknown[]): unknown => Reflect.apply(call, entry, args), to);
      return [[name, { value, configurable: true, enumerable: true, writable: true }]];
    });
    if (wrapped.length === 0) return entry;
    const members = { ...membersOf(entry), ...Object.fromEntries(wrapped) };
    const copy: T = Object.create(Object.getPrototypeOf(entry), members);
    return copy;
  };
}

/** The own members of an object, and those getters of its class that may need private fields. */
function membersOf(entry: object): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = {};
  for (const level of levelsOf(entry))
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (Object.hasOwn(members, name)) continue;
      if (descriptor.get)
        members[name] = { ...descriptor, get: () => Reflect.get(entry, name), configurable: true };
      else if (level === entry) members[name] = descriptor;
    }
  return members;
}

/** An object and its prototypes, without the last, which every object has. */
function levelsOf(entry: object): object[] {
  const above: object | null = Object.getPrototypeOf(entry);
  return [entry, ...(above && Object.getPrototypeOf(above) ? levelsOf(above) : [])];
}
