import { type Project, Secret } from '@fck/core';

/** Shorter ones stand in every text by chance. */
const SHORTEST_SECRET = 4;
/** Keys of the configuration that an instance does without: its own profile takes their place. */
const OF_THE_PROFILE = new Set(['aws_key', 'aws_secret']);

/** The values of all secrets of a configuration, as its plugins declare them. */
export function secretsOf(project: Project): readonly string[] {
  const values = [project, ...project.roles].flatMap((one) => [...one.values.values()]);
  const own = [values, project.sudoPassword, project.roles.map(({ hostDefaults }) => hostDefaults)];
  return [...new Set(secretsIn(own))].filter((secret) => secret.length >= SHORTEST_SECRET);
}

function secretsIn(tree: unknown): string[] {
  if (tree instanceof Secret) return [tree.reveal()];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(secretsIn) : [];
}

/** The environment variables that a configuration takes values from. */
export interface Variables {
  /** Those that an instance must be given. */
  readonly needed: readonly string[];
  /** Those that only stand for keys of the AWS account. */
  readonly unused: readonly string[];
}

/** Finds each `!env NAME` of a configuration. */
export function variablesOf(project: Project): Variables {
  const documents = [project.document, ...project.roles.map((role) => role.document)];
  const all = documents.flatMap(({ shown }) => referencesIn(shown));
  const needed = new Set(all.filter(({ key }) => !OF_THE_PROFILE.has(key)).map(({ name }) => name));
  const unused = new Set(all.map(({ name }) => name).filter((name) => !needed.has(name)));
  return { needed: [...needed].toSorted(), unused: [...unused].toSorted() };
}

function referencesIn(tree: unknown, key = ''): { readonly key: string; readonly name: string }[] {
  if (typeof tree === 'string') {
    const name = /^!env (\w+)$/.exec(tree)?.[1];
    return name === undefined ? [] : [{ key, name }];
  }
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([inner, value]) => referencesIn(value, inner));
}
