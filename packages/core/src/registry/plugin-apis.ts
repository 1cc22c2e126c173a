import { attributed, currentPlugin, currentWork } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import type { Watch } from '../attribution/watched.js';
import type { Place } from '../errors/fck-error.js';
import { registryErrors } from '../errors/registry.js';
import type { Registry } from './registry.js';

/** An API that a plugin asked for while it was applied. */
interface Need {
  readonly name: string;
  readonly plugin: string;
  readonly where: Place | undefined;
}

/**
 * Gives plugins the APIs of others. A plugin may ask for an API in `apply`, before the plugin that exposes it is
 * applied: members are looked up when they are read.
 */
export class PluginApis {
  readonly #exposed: Registry<object>;
  readonly #watch: Watch;
  readonly #needs: Need[] = [];

  constructor(exposed: Registry<object>, watch: Watch) {
    this.#exposed = exposed;
    this.#watch = watch;
  }

  /** @throws FckError `NAME_UNKNOWN` if no plugin exposes it: at once if all plugins are applied, otherwise in {@link checkNeeds} */
  use(name: string): object {
    if (isApplying()) this.#needs.push({ name, plugin: currentPlugin(), where: placeThrown(new Error()) });
    else this.#exposed.get(name);
    return this.#lookedUp(name);
  }

  /** @throws FckError `API_TOO_EARLY` in `apply`: a plugin that is applied later may expose it */
  useIfExposed(name: string): object | undefined {
    if (isApplying()) throw tooEarly(name);
    return this.#exposed.has(name) ? this.#lookedUp(name) : undefined;
  }

  /** @throws FckError `NAME_UNKNOWN` for an API that a plugin uses and no plugin exposes */
  checkNeeds(): void {
    for (const { name, plugin, where } of this.#needs)
      if (!this.#exposed.has(name)) throw this.#exposed.unknown(name).stamp({ plugin, where });
  }

  /** Stands for an API: every read looks it up, and its functions run as the plugin that exposes it. */
  #lookedUp(name: string): object {
    const calls = new Map<unknown, unknown>();
    const member = (api: object, key: PropertyKey): unknown => {
      const value: unknown = Reflect.get(api, key);
      // A class is called with `new`, which a bound function cannot be.
      if (typeof value !== 'function' || isClass(value)) return value;
      const attribution = { plugin: this.#exposed.ownerOf(name), what: `API "${name}"`, watch: this.#watch };
      const call =
        calls.get(value) ??
        attributed((...args: unknown[]): unknown => Reflect.apply(value, api, args), attribution);
      calls.set(value, call);
      return call;
    };
    const refuse = (_: object, key: PropertyKey): never => {
      throw registryErrors.apiReadOnly(name, String(key), currentPlugin(), placeThrown(new Error()));
    };
    return new Proxy(
      {},
      {
        get: (_, key) =>
          isProbe(key) && !this.#exposed.has(name) ? undefined : member(this.#read(name), key),
        has: (_, key) => Reflect.has(this.#read(name), key),
        ownKeys: () => Reflect.ownKeys(this.#read(name)),
        getOwnPropertyDescriptor: (_, key) => {
          const api = this.#read(name);
          return Object.hasOwn(api, key)
            ? { value: member(api, key), enumerable: true, configurable: true }
            : undefined;
        },
        set: refuse,
        defineProperty: refuse,
        deleteProperty: refuse,
      },
    );
  }

  #read(name: string): object {
    if (isApplying() && !this.#exposed.has(name)) throw tooEarly(name);
    return this.#exposed.get(name);
  }
}

/** Whether plugins are still being applied: what is not exposed now may be exposed later. */
function isApplying(): boolean {
  const apply = currentWork()?.apply;
  return apply !== undefined && !apply.ended;
}

function tooEarly(name: string) {
  return registryErrors.apiTooEarly(name, currentPlugin(), placeThrown(new Error()));
}

/** What `await`, JSON and inspection read of every object. */
function isProbe(key: PropertyKey): boolean {
  return typeof key === 'symbol' || key === 'then' || key === 'toJSON';
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}
