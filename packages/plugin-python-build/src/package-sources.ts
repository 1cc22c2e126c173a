import { type HostContext, Secret, secret } from '@fck/core';
import { hasCredentials, netrcOf, withoutCredentials } from './index-credentials.js';
import type { PackagesSection } from './packages-section.js';
import { type PipOptions, pipOptionsOf, variableOf } from './pip-options.js';
import type { Plan } from './plan-schema.js';

/**
 * Options of `pip install` that determine from where and how packages are fetched, and whether the option takes a value. pip
 * passes the same options on when it installs build backends.
 */
const OPTIONS: Readonly<Record<string, boolean>> = {
  '--index-url': true,
  '--extra-index-url': true,
  '--no-index': false,
  '--find-links': true,
  '--trusted-host': true,
  '--cert': true,
  '--client-cert': true,
  '--proxy': true,
  '--timeout': true,
  '--retries': true,
  '--keyring-provider': true,
  '--cache-dir': true,
  '--no-cache-dir': false,
  '--pre': false,
  '--prefer-binary': false,
  '--only-binary': true,
  '--no-binary': true,
  '--use-feature': true,
  '--use-deprecated': true,
};

/** Other spellings of these options. */
const SAME: Readonly<Record<string, string>> = {
  '-i': '--index-url',
  '--pypi-url': '--index-url',
  '-f': '--find-links',
  '--default-timeout': '--timeout',
};

/** What a plan says about pip. */
type Settings = Pick<Plan, 'packages' | 'pip_options'>;

/** All options of a plan, for the packages of the build itself. */
export function installOptionsOf(context: HostContext, { packages, pip_options }: Settings): PipOptions {
  const { words, env } = pipOptionsOf([...optionsOf(packages), ...pip_options]);
  return { words, env: { ...env, ...variablesOf(context, packages) } };
}

/**
 * The options of a plan that apply to everything that pip installs, also to build backends, build tools and the requirements of
 * tests. All others (`--no-deps`, `--require-hashes` …) apply only to the build.
 */
export function packageSourcesOf(context: HostContext, { packages, pip_options }: Settings): PipOptions {
  const { env } = pipOptionsOf([...optionsOf(packages), ...pip_options]);
  const variables = new Set(Object.keys(OPTIONS).map((option) => variableOf(option.slice(2))));
  const sources = Object.entries(env).filter(([name]) => variables.has(name));
  return {
    words: sourceWordsOf({ packages, pip_options }),
    env: { ...Object.fromEntries(sources), ...variablesOf(context, packages) },
  };
}

/** The words of {@link packageSourcesOf}, without secrets. */
export function sourceWordsOf({ packages, pip_options }: Settings): readonly string[] {
  return sourcesAmong(pipOptionsOf([...optionsOf(packages), ...pip_options]).words);
}

/** The section `packages:` as options of pip. */
export function optionsOf(packages: PackagesSection | undefined): readonly (string | Secret)[] {
  if (!packages) return [];
  const { index_url, extra_index_urls, find_links, no_index } = withoutCredentials(packages);
  return [
    ...(index_url === undefined ? [] : ['--index-url', index_url]),
    ...extra_index_urls.flatMap((url) => ['--extra-index-url', url]),
    ...find_links.flatMap((place) => ['--find-links', place]),
    ...(no_index ? ['--no-index'] : []),
  ];
}

/** The same for uv, which build backends may use, and where both find logins. */
function variablesOf(
  context: HostContext,
  packages: PackagesSection | undefined,
): Readonly<Record<string, string | Secret>> {
  if (!packages) return {};
  const { index_url, extra_index_urls, find_links, no_index } = withoutCredentials(packages);
  return {
    ...(index_url === undefined ? {} : { UV_DEFAULT_INDEX: index_url }),
    ...(extra_index_urls.length === 0 ? {} : { UV_INDEX: joined(extra_index_urls, ' ') }),
    ...(find_links.length === 0 ? {} : { UV_FIND_LINKS: joined(find_links, ',') }),
    ...(no_index ? { UV_NO_INDEX: '1' } : {}),
    ...(hasCredentials(packages) ? { NETRC: netrcOf(context) } : {}),
  };
}

function joined(values: readonly (string | Secret)[], separator: string): string | Secret {
  const text = values.map((value) => (value instanceof Secret ? value.reveal() : value)).join(separator);
  return values.some((value) => value instanceof Secret) ? secret(text) : text;
}

function sourcesAmong(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const { option, isWhole } = optionIn(word);
    const takesValue = OPTIONS[option];
    if (takesValue === undefined) continue;
    found.push(word);
    const value = words[at + 1];
    if (takesValue && !isWhole && value !== undefined) {
      found.push(value);
      at += 1;
    }
  }
  return found;
}

/** The long name of the option that a word begins with, and whether the word contains the value too. */
function optionIn(word: string): { readonly option: string; readonly isWhole: boolean } {
  const isLong = word.startsWith('--');
  const name = isLong ? (word.split('=')[0] ?? '') : word.slice(0, 2);
  return { option: SAME[name] ?? name, isWhole: word.length > name.length };
}
