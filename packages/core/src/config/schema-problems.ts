import type { ConfigDocument } from '../api/config-document.js';
import type { StandardIssue, StandardSchema } from '../api/standard-schema.js';
import type { ConfigProblem } from '../errors/config.js';
import { nearestTo } from '../errors/nearest.js';
import { isReferred } from './env.js';
import { isAboutKind, issueInWords } from './issue-words.js';
import { shownAt } from './shown-at.js';
import { pathInWords, valueAt } from './wording.js';
import { keysAt, plainIssues, unrecognizedKeys } from './zod-issues.js';

/** A value that a schema refused. */
export interface RefusedValue {
  readonly value: unknown;
  readonly schema: StandardSchema;
  /** Path of the value in its document. */
  readonly path: readonly PropertyKey[];
  readonly document: ConfigDocument;
  /** The plugin whose schema it is. */
  readonly owner: string;
  /** The plugin whose options the values are: messages name it instead of the path in the config. */
  readonly optionsOf?: string | undefined;
}

/** The problems of a value: each with its place, the found value, and the nearest valid key. */
export function problemsOf(issues: readonly StandardIssue[], refused: RefusedValue): ConfigProblem[] {
  const plain = issues.flatMap(plainIssues);
  const unknown = plain.flatMap((issue) => unknownKeyIn(issue, refused) ?? []);
  const meant = new Set(unknown.flatMap(({ path, near }) => near.map((name) => [...path, name].join('\0'))));
  // A missing key that was mistyped is one problem, not two.
  const others = plain.filter(
    (issue) => unrecognizedKeys(issue).length === 0 && !meant.has(innerPath(issue).join('\0')),
  );
  return [
    ...unknown.map((key) => unknownKeyProblem(key, refused)),
    ...others.map((issue) => valueProblem(issue, refused)),
  ];
}

/** A key that a schema does not know, with the path of its mapping. */
interface UnknownKey {
  readonly path: readonly PropertyKey[];
  readonly key: string;
  readonly known: readonly string[];
  readonly near: readonly string[];
}

function unknownKeyIn(issue: StandardIssue, { schema }: RefusedValue): UnknownKey | undefined {
  const [key] = unrecognizedKeys(issue);
  if (key === undefined) return undefined;
  const path = innerPath(issue);
  const known = keysAt(schema, path);
  return { path, key, known, near: nearestTo(key, known) };
}

function unknownKeyProblem({ path, key, known, near }: UnknownKey, refused: RefusedValue): ConfigProblem {
  return {
    message: unknownKeyInWords(key, path, refused),
    hint:
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
        : `Known keys: ${known.toSorted().join(', ')}.`,
    where: refused.document.placeOf([...refused.path, ...path, key]),
    plugin: pluginOf(refused),
  };
}

function valueProblem(issue: StandardIssue, refused: RefusedValue): ConfigProblem {
  const inner = innerPath(issue);
  const path = [...refused.path, ...inner];
  const found = inner.reduce<unknown>(
    (tree, key) => (tree as Record<PropertyKey, unknown> | undefined)?.[key],
    refused.value,
  );
  const why = issueInWords(issue);
  const saying =
    found === undefined
      ? why
      : `${why} (it is ${variableAt(path, refused.document) ?? valueAt(path, found)})`;
  const isMissing = found === undefined && isAboutKind(issue);
  return {
    message: `${valueInMessage(inner, refused)}${isMissing ? ` is missing: it ${why}` : `: ${saying}`}.`,
    where: refused.document.placeOf(path),
    plugin: pluginOf(refused),
  };
}

function unknownKeyInWords(
  key: string,
  inner: readonly PropertyKey[],
  { path, optionsOf }: RefusedValue,
): string {
  if (optionsOf === undefined) return `${pathInWords([...path, ...inner])} has no key "${key}".`;
  return inner.length === 0
    ? `The plugin "${optionsOf}" has no option "${key}".`
    : `The option ${pathInWords(inner)} of the plugin "${optionsOf}" has no key "${key}".`;
}

function valueInMessage(inner: readonly PropertyKey[], { path, optionsOf }: RefusedValue): string {
  if (optionsOf === undefined) return pathInWords([...path, ...inner]);
  return inner.length === 0
    ? `The options of the plugin "${optionsOf}"`
    : `The option ${pathInWords(inner)} of the plugin "${optionsOf}"`;
}

/** `!env NAME` for a value from the environment: it may be a secret, so it is named and not shown. */
function variableAt(path: readonly PropertyKey[], document: ConfigDocument): string | undefined {
  const shown = shownAt(path, document);
  return isReferred(shown) ? shown : undefined;
}

function innerPath(issue: StandardIssue): PropertyKey[] {
  return (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
}

function pluginOf({ owner }: RefusedValue): string | undefined {
  return owner === 'core' ? undefined : owner;
}
