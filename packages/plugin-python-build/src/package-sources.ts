import type { Secret } from '@fck/core';
import { type PipOptions, pipOptionsOf, variableOf } from './pip-options.js';

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

/**
 * The options of a plan that apply to everything that pip installs, also to build backends, build tools and the requirements of
 * tests. All others (`--no-deps`, `--require-hashes` …) apply only to the build.
 */
export function packageSourcesOf(options: readonly (string | Secret)[]): PipOptions {
  const { words, env } = pipOptionsOf(options);
  const variables = new Set(Object.keys(OPTIONS).map((option) => variableOf(option.slice(2))));
  return {
    words: sourcesAmong(words),
    env: Object.fromEntries(Object.entries(env).filter(([name]) => variables.has(name))),
  };
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
