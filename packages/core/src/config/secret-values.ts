import type { StandardIssue, StandardResult, StandardSchema } from '../api/standard-schema.js';
import type { Secret } from '../command/secret.js';
import { isUnset, type UnsetSecret } from '../command/unset-secret.js';
import { type EnvironmentValue, valuesFromEnv } from './env.js';

/** A value as a schema sees it, and as it may be shown. */
export interface WrittenValue {
  readonly value: unknown;
  /** With `!env NAME` in place of values from the environment. */
  readonly shown: unknown;
}

/** The result of checking a value. */
export interface CheckedValue<Output> {
  readonly result: StandardResult<Output>;
  /** Values of unset variables at places that take no secret: they must be known. */
  readonly unset: readonly UnsetSecret[];
}

/** Takes the place of a secret, for a schema that accepts anything. */
class Anything {}

/**
 * Checks a value. The schema gets values from the environment as a {@link Secret} wherever it accepts one, and as a
 * text elsewhere, so code that reads a key for secrets cannot treat one as a text.
 */
export async function validateWithSecrets<Output>(
  schema: StandardSchema<unknown, Output>,
  { value, shown }: WrittenValue,
): Promise<CheckedValue<Output>> {
  const fromEnvironment = valuesFromEnv(shown, value);
  const taken = await placesThatTakeSecrets(schema, value, fromEnvironment);
  const result = await schema['~standard'].validate(withLeaves(value, taken, asSecret));
  const unset = fromEnvironment.filter((leaf) => isUnset(leaf.secret) && !taken.includes(leaf));
  return { result: withoutIssuesAt(unset, result), unset: unset.map(({ secret }) => secret).filter(isUnset) };
}

/** A schema can say nothing useful about an unknown value. */
function withoutIssuesAt<Output>(
  leaves: readonly EnvironmentValue[],
  result: StandardResult<Output>,
): StandardResult<Output> {
  if (!result.issues) return result;
  const isElsewhere = (issue: StandardIssue) => !leaves.some(({ path }) => leadsTo(pathOf(issue), path));
  return { issues: result.issues.filter(isElsewhere) };
}

async function placesThatTakeSecrets(
  schema: StandardSchema,
  value: unknown,
  candidates: readonly EnvironmentValue[],
): Promise<readonly EnvironmentValue[]> {
  let left = candidates;
  // A schema may find a second mistake only after the first one is fixed.
  for (let before = -1; left.length !== before && left.length > 0; ) {
    before = left.length;
    const refused = await refusedPaths(schema, withLeaves(value, left, asSecret));
    left = left.filter(({ path }) => !refused.some((at) => leadsTo(at, path)));
  }
  const strict: EnvironmentValue[] = [];
  for (const leaf of left) {
    const others = left.filter((other) => other !== leaf);
    const probe = withLeaves(withLeaves(value, others, asSecret), [leaf], () => new Anything());
    const refused = await refusedPaths(schema, probe);
    if (refused.some((at) => leadsTo(at, leaf.path))) strict.push(leaf);
  }
  return strict;
}

/** The paths at which a schema finds problems. A schema that throws refuses all. */
async function refusedPaths(schema: StandardSchema, value: unknown): Promise<PropertyKey[][]> {
  try {
    const { issues = [] } = await schema['~standard'].validate(value);
    return issues.map(pathOf);
  } catch {
    return [[]];
  }
}

function pathOf({ path = [] }: StandardIssue): PropertyKey[] {
  return path.map((part) => (typeof part === 'object' ? part.key : part));
}

/** Whether one of two paths is a prefix of the other: an issue may be about the parent of a value. */
function leadsTo(one: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((key, index) => String(key) === String(other[index]));
}

function asSecret({ secret }: EnvironmentValue): Secret {
  return secret;
}

/** Copies a tree with other leaves at some paths. */
function withLeaves(
  tree: unknown,
  leaves: readonly EnvironmentValue[],
  leafOf: (leaf: EnvironmentValue) => unknown,
): unknown {
  return leaves.reduce((copy, leaf) => withLeaf(copy, leaf.path, leafOf(leaf)), tree);
}

function withLeaf(tree: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  if (Array.isArray(tree))
    return tree.map((item, at) => (String(at) === key ? withLeaf(item, rest, leaf) : item));
  const inner = (tree as Record<string, unknown>)[key];
  return { ...(tree as Record<string, unknown>), [key]: withLeaf(inner, rest, leaf) };
}
