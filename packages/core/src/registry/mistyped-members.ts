import { currentWork } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import { nearestTo } from '../errors/nearest.js';
import { registryErrors } from '../errors/registry.js';

/**
 * What objects of a class inherit from instead of `Object.prototype`, so that a plugin which asks for a member that there is
 * not, but one like it is, is told so. Plugins in JavaScript have no types that would say it. Anything else is undefined, as
 * ever: what asks whether something is there gets its answer.
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
