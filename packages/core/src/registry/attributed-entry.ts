import { type Attribution, attributed } from '../attribution/attribution.js';

/** Attributes an entry's functions to the plugin that registers it: from then on they run as this plugin. */
export type AttributeEntry<T> = (entry: T, to: Attribution) => T;

/** Names of the members of a type, or of any type of a union, that are functions. */
type FunctionsOf<T> = T extends unknown
  ? {
      [K in keyof T & string]-?: NonNullable<T[K]> extends (...args: never[]) => unknown ? K : never;
    }[keyof T & string]
  : never;

/**
 * For entries that are objects. Core works with a copy, so that the registered object is not changed; functions keep
 * their `this`.
 *
 * @param names all members that may be functions: add new members of the type here
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

/** The own members of an object, and getters of its class that may need private fields. */
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
