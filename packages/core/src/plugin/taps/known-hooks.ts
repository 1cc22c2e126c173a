import type { Hooks } from '../../api/hooks.js';
import { currentWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { hookErrors } from '../../errors/hook.js';
import { nearestTo } from '../../errors/nearest.js';

/** Hooks that throw if a plugin reads an unknown one. Other code, such as a debugger, gets undefined. */
export function answeringUnknownNames(hooks: Hooks): Hooks {
  return new Proxy(hooks, {
    get(target, name, receiver) {
      const work = currentWork();
      if (name in target || typeof name !== 'string' || !work || name === 'then' || name === 'toJSON')
        return Reflect.get(target, name, receiver);
      const known = Object.keys(target);
      throw hookErrors.unknown(name, known, nearestTo(name, known), work.plugin, placeThrown(new Error()));
    },
  });
}
