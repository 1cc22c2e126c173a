import { ReferencedSecret } from '../command/referenced-secret.js';
import { type Secret, secret } from '../command/secret.js';
import { isUnset, UnsetSecret } from '../command/unset-secret.js';
import { configErrors } from '../errors/config.js';
import type { Place } from '../errors/fck-error.js';
import { secretReader } from './secret-reader.js';
import { isSecretReference } from './secret-reference.js';

const BRAND = Symbol.for('fck.env');

/** Shorter values, such as a user's name, are not secret, and would blank out half of every text. */
const SHORTEST_SECRET = 6;

const IN_TEXTS = Symbol.for('fck.env.in-texts');
const shared = globalThis as { [IN_TEXTS]?: Map<string, string> };

/** The variables whose values are parts of other texts, by name; shared with other copies of this package. */
const inTexts = shared[IN_TEXTS] ?? new Map<string, string>();
shared[IN_TEXTS] = inTexts;

/** A value from an environment variable. It is resolved once the config is loaded, and shown as `!env NAME`. */
export class EnvReference {
  readonly [BRAND] = true;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** A template of a TypeScript config needs the value at once. */
  toString(): string {
    const value = variable(this.name, process.env);
    if (value.length >= SHORTEST_SECRET) inTexts.set(this.name, value);
    return value;
  }
}

/**
 * Takes a value from an environment variable, as `!env NAME` does in YAML. It is shown as `!env NAME` wherever the
 * configuration is shown.
 *
 * @throws FckError `CONFIG_MISSING_ENV` if the variable is not set: of a secret, when it is needed; else when the config is loaded.
 * @example
 * export default defineConfig({ name: 'shop', aws_secret: env('AWS_SECRET_ACCESS_KEY') });
 */
export function env(name: string): string {
  // The config reader resolves it; until then it must have the type of a string.
  return new EnvReference(name) as unknown as string;
}

/** What the references in a configuration are resolved with. */
export interface ReferenceSurroundings {
  readonly variables: NodeJS.ProcessEnv;
  /** Folder of the configuration. */
  readonly directory: string;
  placeOf(path: readonly PropertyKey[]): Place;
}

/**
 * Replaces every reference: to a variable by its value, or by an {@link UnsetSecret} if it is not set; to a file, a command or a secret source by a
 * {@link ReferencedSecret}, which is read later.
 */
export function resolveReferences(
  tree: unknown,
  { variables, directory, placeOf }: ReferenceSurroundings,
): unknown {
  return mapLeaves(tree, (leaf, path) => {
    const place = () => placeOf(path);
    if (isSecretReference(leaf)) return new ReferencedSecret(secretReader(leaf, directory, place));
    return isReference(leaf) ? (variables[leaf.name] ?? new UnsetSecret(leaf.name, place)) : leaf;
  });
}

/** Replaces every reference, and every value of a variable inside a text, by its YAML form. */
export function showReferences(tree: unknown): unknown {
  return mapLeaves(tree, (leaf) => {
    if (isSecretReference(leaf)) return leaf.shown;
    if (isReference(leaf)) return `!env ${leaf.name}`;
    if (typeof leaf !== 'string') return leaf;
    return [...inTexts].reduce((text, [name, value]) => text.replaceAll(value, () => `!env ${name}`), leaf);
  });
}

/** A value from the environment: it may be a password, whatever its key. */
export interface EnvironmentValue {
  readonly path: readonly string[];
  readonly secret: Secret;
}

/**
 * The values in a resolved tree that came from the environment, according to the tree that shows them as `!env NAME`.
 */
export function valuesFromEnv(
  shown: unknown,
  resolved: unknown,
  path: readonly string[] = [],
): EnvironmentValue[] {
  if (typeof resolved === 'string')
    return shown !== resolved && isFromEnv(shown) && resolved.length >= SHORTEST_SECRET
      ? [{ path, secret: secret(resolved) }]
      : [];
  if (isUnset(resolved)) return [{ path, secret: resolved }];
  if (typeof shown !== 'object' || shown === null || typeof resolved !== 'object' || resolved === null)
    return [];
  const inner = new Map(Object.entries(resolved));
  return Object.entries(shown).flatMap(([key, value]) =>
    valuesFromEnv(value, inner.get(key), [...path, key]),
  );
}

/** Whether the shown form of a value says that it comes from the environment. */
export function isFromEnv(shown: unknown): shown is string {
  return typeof shown === 'string' && shown.includes('!env ');
}

/** Whether the shown form of a value says that it comes from elsewhere. */
export function isReferred(shown: unknown): shown is string {
  return isFromEnv(shown) || (typeof shown === 'string' && /^!(file|command|secret) /.test(shown));
}

function isReference(value: unknown): value is EnvReference {
  return typeof value === 'object' && value !== null && BRAND in value;
}

function variable(name: string, variables: NodeJS.ProcessEnv): string {
  const value = variables[name];
  if (value === undefined) throw configErrors.missingEnv([{ name }]);
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
  // A plugin or a schema written as a plain object.
  return !('apply' in value) && !('~standard' in value);
}
