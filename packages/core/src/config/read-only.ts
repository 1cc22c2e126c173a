import { currentPlugin } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import { stateErrors } from '../errors/state.js';

/**
 * A copy of plain data, deep, that refuses every change with an error that names the plugin. Freezing alone would not
 * do: CommonJS without `'use strict'` ignores a write to a frozen object. Instances of classes (a secret, a buffer) and
 * functions are shared with the original.
 *
 * @param name of the data in messages: `project`
 */
export function readOnly<T>(value: T, name: string): T {
  return copied(value, name, new Map()) as T;
}

function copied(value: unknown, path: string, known: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy = known.get(value);
  if (copy) return copy;
  if (value instanceof Map) return new ReadOnlyMap(value, path, known);
  if (!Array.isArray(value) && !isPlain(value)) return value;
  const target: object = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value));
  const proxy = new Proxy(target, refusing(path));
  known.set(value, proxy);
  for (const [key, inner] of Object.entries(value))
    Reflect.set(
      target,
      key,
      copied(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, known),
    );
  Object.freeze(target);
  return proxy;
}

function refusing(path: string): ProxyHandler<object> {
  const refuse = (_: object, member: PropertyKey) => refuseChange(`${path}.${String(member)}`);
  return { set: refuse, defineProperty: refuse, deleteProperty: refuse };
}

/** A map cannot be frozen. */
class ReadOnlyMap extends Map<unknown, unknown> {
  readonly #path: string;

  constructor(entries: ReadonlyMap<unknown, unknown>, path: string, known: Map<object, object>) {
    super();
    this.#path = path;
    for (const [key, value] of entries) super.set(key, copied(value, `${path}.get('${String(key)}')`, known));
  }

  override set(key: unknown): this {
    return refuseChange(`${this.#path}.get('${String(key)}')`);
  }

  override delete(key: unknown): boolean {
    return refuseChange(`${this.#path}.get('${String(key)}')`);
  }

  override clear(): void {
    refuseChange(this.#path);
  }
}

function refuseChange(what: string): never {
  throw stateErrors.readOnly(what, currentPlugin(), placeThrown(new Error()));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
