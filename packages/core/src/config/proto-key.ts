import { type ConfigProblem, configProblems } from '../errors/config.js';

/**
 * Paths at which a mapping has the key `__proto__`. Assigned to an object it sets the object's prototype, so that code
 * which copies the mapping loses the key or changes later look-ups.
 */
function pathOfProto(tree: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (Array.isArray(tree)) return firstOf(tree.entries(), path);
  if (typeof tree !== 'object' || tree === null || Object.getPrototypeOf(tree) !== Object.prototype)
    return undefined;
  return Object.hasOwn(tree, '__proto__') ? [...path, '__proto__'] : firstOf(Object.entries(tree), path);
}

function firstOf(
  entries: Iterable<readonly [PropertyKey, unknown]>,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  for (const [key, value] of entries) {
    const found = pathOfProto(value, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/**
 * Refuses a configuration with the key `__proto__` at any place.
 *
 * @throws FckError `CONFIG_INVALID`
 */
export function refuseProtoKey(
  data: unknown,
  placeOf: (path: readonly PropertyKey[]) => ConfigProblem['where'],
): void {
  const path = pathOfProto(data);
  if (!path) return;
  throw configProblems([
    {
      message: `"${path.map(String).join('.')}" cannot be a key: in JavaScript the name __proto__ has another meaning.`,
      hint: 'Give it another name.',
      where: placeOf(path),
    },
  ]);
}
