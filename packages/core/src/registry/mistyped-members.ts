import { currentWork } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import { nearestTo } from '../errors/nearest.js';
import { registryErrors } from '../errors/registry.js';

/**
 * Prototype for classes instead of `Object.prototype`: a plugin that reads an unknown member whose name is close to an
 * existing one gets an error, since plugins in JavaScript have no types that would report it. Any other unknown member
 * is undefined as usual, so feature checks still work.
 */
export const answeringMistypedMembers: object = new Proxy(Object.prototype, {
  get(target, name, receiver) {
    const work = currentWork();
    if (name in target || typeof name !== 'string' || !work) return Reflect.get(target, name, receiver);
    const near = nearestTo(name, Object.keys(receiver));
    if (near.length === 0) return undefined;
    throw registryErrors.noSuchMember(name, near, work.plugin, placeThrown(new Error()));
  },
});
