import type { Hooks } from '../../api/hooks.js';
import { currentWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { hookErrors } from '../../errors/hook.js';
import { nearestTo } from '../../errors/nearest.js';

/** Hooks that answer a plugin that asks for one which does not exist. Others, such as a debugger, find nothing there. */
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
