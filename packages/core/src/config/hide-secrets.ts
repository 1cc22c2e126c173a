import type { ConfigDocument } from '../api/config-document.js';
import type { Redactor } from '../command/redact.js';
import { Secret } from '../command/secret.js';
import { valuesFromEnv } from './env.js';

/** Values from the environment may be passwords, whatever their key: no event and no error shows them. */
export function hideSecrets(redactor: Redactor, { shown, value }: ConfigDocument): void {
  for (const { secret } of valuesFromEnv(shown, value)) redactor.add(secret);
  for (const found of secretsIn(value)) redactor.add(found);
}

/** The secrets in a tree: a TypeScript configuration may contain some, and schemas make some. */
export function secretsIn(tree: unknown): Secret[] {
  if (tree instanceof Secret) return [tree];
  if (tree instanceof Map) return [...tree.values()].flatMap(secretsIn);
  if (typeof tree !== 'object' || tree === null) return [];
  if (Array.isArray(tree)) return tree.flatMap(secretsIn);
  // A configuration may contain a plugin or a schema, which may refer to any object.
  const isData =
    Object.getPrototypeOf(tree) === Object.prototype && !('apply' in tree) && !('~standard' in tree);
  return isData ? Object.values(tree).flatMap(secretsIn) : [];
}
