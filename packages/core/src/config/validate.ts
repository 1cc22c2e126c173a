import type { ConfigDocument } from '../api/config-document.js';
import type { StandardSchema } from '../api/standard-schema.js';
import { isUnset } from '../command/unset-secret.js';
import { type ConfigProblem, unsetProblem } from '../errors/config.js';
import { nearestTo } from '../errors/nearest.js';
import { problemsOf } from './schema-problems.js';
import { validateWithSecrets } from './secret-values.js';
import { shownAt } from './shown-at.js';
import { pathInWords, valueAt } from './wording.js';

/** A valid key, the schema of its value, and the plugin that owns it. */
export interface KnownKey {
  readonly name: string;
  readonly schema: StandardSchema;
  readonly owner: string;
  /** Runs the schema in the name of its owner. Default: as it is. */
  run?<T>(check: () => Promise<T>): Promise<T>;
}

/** A mapping of the configuration, and its valid keys. */
export interface MappingPlace {
  readonly path: readonly PropertyKey[];
  readonly document: ConfigDocument;
  readonly known: readonly KnownKey[];
  /** Keys whose values other code checks. */
  readonly inner?: readonly string[] | undefined;
  /** The name of the mapping in messages. */
  readonly what: string;
  /** Keys of plugins that are loaded when the configuration has one of them. */
  readonly waiting?: readonly string[] | undefined;
  /** The hint for an invalid key: where it belongs, or which plugin would read it. */
  readonly elsewhere?: ((key: string) => string | undefined) | undefined;
}

/** Checks the keys and values of one mapping; defaults are filled in. Problems go to `report`. */
export async function validateMapping(
  mapping: unknown,
  at: MappingPlace,
  report: (problem: ConfigProblem) => void,
): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>();
  if (isUnset(mapping)) {
    report(unsetProblem(mapping.variable));
    return values;
  }
  const given = asMapping(mapping);
  if (!given) {
    report({
      message: `${pathInWords(at.path, at.what)} must be a mapping of keys to values, but is ${valueAt(at.path, mapping)}.`,
      where: at.document.placeOf(at.path),
    });
    return values;
  }
  for (const key of Object.keys(given)) {
    if (!isExtension(key) && !at.known.some(({ name }) => name === key)) report(unknownKey(key, at));
  }
  for (const { name, schema, owner, run = asItIs } of at.known) {
    const { value, result, unset } = await run(async () => {
      const value = name in given && given[name] === null ? await emptyValue(schema) : given[name];
      const shown = shownAt([...at.path, name], at.document);
      return { value, ...(await validateWithSecrets(schema, { value, shown })) };
    });
    if (!at.inner?.includes(name) || isUnset(value))
      for (const { variable } of unset) report(unsetProblem(variable));
    if (!result.issues) {
      if (result.value !== undefined) values.set(name, result.value);
    } else if (value !== undefined) {
      const path = [...at.path, name];
      const refused = { value, schema, path, document: at.document, owner };
      for (const problem of problemsOf(result.issues, refused)) report(problem);
    }
  }
  return values;
}

/** Whether a key may have no value (`nginx:`). */
export async function acceptsNothing(schema: StandardSchema): Promise<boolean> {
  const { issues } = await schema['~standard'].validate(await emptyValue(schema));
  return issues === undefined || (await emptyValue(schema)) === undefined;
}

/**
 * A key without a value (`nginx:`) is a mapping without keys, where a mapping is valid; elsewhere it counts as absent.
 */
async function emptyValue(schema: StandardSchema): Promise<object | undefined> {
  const { issues = [] } = await schema['~standard'].validate({});
  return issues.some(({ path }) => (path ?? []).length === 0) ? undefined : {};
}

/** A key of the user (`x-defaults`) for anchors. It is not checked. */
export function isExtension(key: string): boolean {
  return key.startsWith('x-');
}

/** Keys of the ancestor that have another name now. */
const RENAMED: Readonly<Record<string, string>> = { deploy_root: 'root' };

function unknownKey(key: string, at: MappingPlace): ConfigProblem {
  const names = at.known.map(({ name }) => name);
  const renamed = names.includes(RENAMED[key] ?? '') ? RENAMED[key] : undefined;
  const near = renamed === undefined ? nearestTo(key, names) : [];
  return {
    message: `${at.what} has no key "${key}".`,
    hint:
      renamed !== undefined
        ? `It is called \`${renamed}\` here.`
        : near.length > 0
          ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
          : (at.elsewhere?.(key) ??
            `Known keys: ${[...names, ...(at.waiting ?? [])].sort().join(', ')}. Others come from plugins: is one missing in \`plugins:\`? (npm search fck-plugin-${key})`),
    where: at.document.placeOf([...at.path, key]),
  };
}

function asMapping(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function asItIs<T>(check: () => Promise<T>): Promise<T> {
  return check();
}
