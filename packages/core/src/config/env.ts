import { configErrors } from '../errors/config.js';

const BRAND = Symbol.for('fck.env');

/** A value that stands in an environment variable. It is resolved once the config is loaded, and shown as `!env NAME`. */
export class EnvReference {
  readonly [BRAND] = true;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** In a template of a TypeScript config the value is wanted at once. */
  toString(): string {
    return variable(this.name, process.env);
  }
}

/**
 * Takes a value from an environment variable, as `!env NAME` does in YAML. It is shown as `!env NAME` wherever the
 * configuration is shown.
 *
 * @throws FckError `CONFIG_MISSING_ENV` when the config is loaded and the variable is not set.
 * @example
 * export default defineConfig({ name: 'shop', aws_secret: env('AWS_SECRET_ACCESS_KEY') });
 */
export function env(name: string): string {
  // What reads the config resolves it; until then it only has to pass for the string that it stands for.
  return new EnvReference(name) as unknown as string;
}

/** Replaces every reference by the variable's value. */
export function resolveEnv(tree: unknown, variables: NodeJS.ProcessEnv): unknown {
  return mapLeaves(tree, (leaf) => (isReference(leaf) ? variable(leaf.name, variables) : leaf));
}

/** Replaces every reference by the words that stand for it in YAML. */
export function showEnv(tree: unknown): unknown {
  return mapLeaves(tree, (leaf) => (isReference(leaf) ? `!env ${leaf.name}` : leaf));
}

/** Paths and names of all references whose variable is not set. */
export function missingEnv(
  tree: unknown,
  variables: NodeJS.ProcessEnv,
): { path: PropertyKey[]; name: string }[] {
  const missing: { path: PropertyKey[]; name: string }[] = [];
  mapLeaves(tree, (leaf, path) => {
    if (isReference(leaf) && variables[leaf.name] === undefined) missing.push({ path, name: leaf.name });
    return leaf;
  });
  return missing;
}

/** The values in a resolved tree that came from the environment, told by the tree that shows them as `!env NAME`. */
export function valuesFromEnv(shown: unknown, resolved: unknown): string[] {
  if (typeof resolved === 'string')
    return typeof shown === 'string' && shown.startsWith('!env ') ? [resolved] : [];
  if (typeof shown !== 'object' || shown === null || typeof resolved !== 'object' || resolved === null)
    return [];
  const inner = new Map(Object.entries(resolved));
  return Object.entries(shown).flatMap(([key, value]) => valuesFromEnv(value, inner.get(key)));
}

function isReference(value: unknown): value is EnvReference {
  return typeof value === 'object' && value !== null && BRAND in value;
}

function variable(name: string, variables: NodeJS.ProcessEnv): string {
  const value = variables[name];
  if (value === undefined) throw configErrors.missingEnv(name);
  return value;
}

/** Maps plain data; plugins, schemas and other objects with a class of their own are leaves. */
function mapLeaves(
  tree: unknown,
  map: (leaf: unknown, path: PropertyKey[]) => unknown,
  path: PropertyKey[] = [],
): unknown {
  if (Array.isArray(tree)) return tree.map((item, index) => mapLeaves(item, map, [...path, index]));
  if (isPlainObject(tree)) {
    return Object.fromEntries(
      Object.entries(tree).map(([key, value]) => [key, mapLeaves(value, map, [...path, key])]),
    );
  }
  return map(tree, path);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return false;
  // A plugin or a schema that is written as a plain object.
  return !('apply' in value) && !('~standard' in value);
}
