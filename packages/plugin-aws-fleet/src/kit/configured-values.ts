import { type Project, Secret } from '@fck/core';
import { documentsOf, type Leaf, leavesIn } from './leaves.js';

/** Shorter values occur in texts by chance. */
const SHORTEST_SECRET = 4;
/** Keys of the configuration that an instance does not need: its own profile replaces them. */
const OF_THE_PROFILE = new Set(['aws_key', 'aws_secret']);

/** The values of all secrets in a configuration, as its plugins declare them. */
export function secretsOf(project: Project): readonly string[] {
  const values = [project, ...project.roles].flatMap((one) => [...one.values.values()]);
  const own = [values, project.sudoPassword, project.roles.map(({ hostDefaults }) => hostDefaults)];
  const secrets = leavesIn(own).flatMap(({ value }) => (value instanceof Secret ? [value.reveal()] : []));
  const fromEnvironment = textsFromEnvironment(project);
  const isWord = (secret: string) => fromEnvironment.has(secret) && /^[A-Za-z._-]*$/.test(secret);
  return [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET && !isWord(secret));
}

/** Variables of services may contain words (`production`), which occur in files by chance. */
function textsFromEnvironment(project: Project): ReadonlySet<unknown> {
  const texts = documentsOf(project).flatMap(({ value, shown }) => {
    const asShown = leavesIn(shown);
    return leavesIn(value).filter((leaf, index) => leaf.value !== asShown[index]?.value);
  });
  return new Set(texts.map(({ value }) => value));
}

/** The environment variables that a configuration takes values from. */
export interface Variables {
  /** Variables that an instance needs. */
  readonly needed: readonly string[];
  /** Variables that are used only for keys of the AWS account. */
  readonly unused: readonly string[];
}

/** Finds each `!env NAME` of a configuration. */
export function variablesOf(project: Project): Variables {
  const all = documentsOf(project).flatMap(({ shown }) => leavesIn(shown).flatMap(referenceOf));
  const needed = new Set(all.filter(({ key }) => !OF_THE_PROFILE.has(key)).map(({ name }) => name));
  const unused = new Set(all.map(({ name }) => name).filter((name) => !needed.has(name)));
  return { needed: [...needed].toSorted(), unused: [...unused].toSorted() };
}

function referenceOf({ key, value }: Leaf): { readonly key: string; readonly name: string }[] {
  if (typeof value !== 'string') return [];
  return [...value.matchAll(/!env (\w+)/g)].map(([, name = '']) => ({ key, name }));
}
