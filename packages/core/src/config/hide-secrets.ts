import type { ConfigDocument } from '../api/config-document.js';
import type { Redactor } from '../command/redact.js';
import { Secret } from '../command/secret.js';
import { valuesFromEnv } from './env.js';

/** What came from the environment may be a password, whatever key it stands at: no event and no error shows it. */
export function hideSecrets(redactor: Redactor, { shown, value }: ConfigDocument): void {
  for (const { secret } of valuesFromEnv(shown, value)) redactor.add(secret);
  for (const found of secretsIn(value)) redactor.add(found);
}

/** Secrets in a tree: a configuration in TypeScript may hold some, and what was checked by schemas has those that they declare. */
export function secretsIn(tree: unknown): Secret[] {
  if (tree instanceof Secret) return [tree];
  if (tree instanceof Map) return [...tree.values()].flatMap(secretsIn);
  if (typeof tree !== 'object' || tree === null) return [];
  if (Array.isArray(tree)) return tree.flatMap(secretsIn);
  // A plugin or a schema may stand in a configuration too, and lead anywhere.
  const isData =
    Object.getPrototypeOf(tree) === Object.prototype && !('apply' in tree) && !('~standard' in tree);
  return isData ? Object.values(tree).flatMap(secretsIn) : [];
}
