import { nearestTo } from '../registry/nearest.js';
import { errorKind } from './fck-error.js';

/** What can be wrong with a name that a registry holds, or should. */
export const registryErrors = {
  unknown: errorKind(
    'NAME_UNKNOWN',
    'A name was used that no loaded plugin registered. The message lists the nearest known names.',
    (kind: string, name: string, known: readonly string[], hint?: string) => {
      const near = nearestTo(name, known);
      return {
        message: `There is no ${kind} named "${name}".${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
        hint:
          hint ??
          (known.length > 0
            ? `Known: ${[...known].sort().join(', ')}.`
            : `No ${kind} is registered: is its plugin loaded?`),
      };
    },
  ),
  duplicate: errorKind(
    'NAME_TAKEN',
    'Two plugins registered the same name. Remove one of them from the `plugins:` list.',
    (kind: string, name: string, owner: string, second: string) => ({
      message: `The ${kind} "${name}" is already registered by ${owner}; ${second} cannot register it again.`,
      hint: 'Remove one of the two from `plugins:`.',
      plugin: second,
    }),
  ),
  choice: errorKind(
    'CHOICE_NEEDED',
    'A role needs one of a kind of thing (a process manager, a front server), and none or several are loaded.',
    (kind: string, known: readonly string[], howToChoose: string) => ({
      message:
        known.length === 0
          ? `No ${kind} is loaded.`
          : `Several are loaded as ${kind}: ${known.join(', ')}. Which one is to be used?`,
      hint: known.length === 0 ? 'Add a plugin that brings one to `plugins:`.' : howToChoose,
    }),
  ),
};
