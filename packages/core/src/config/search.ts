import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { configErrors } from '../errors/config.js';

/** The ancestor's name for its configuration; it and its role files are YAML 1.1. */
export const ANCESTOR = 'context.yaml';

const searchPlaces = [
  ...['ts', 'mts', 'js', 'mjs', 'cjs'].map((extension) => `fck.config.${extension}`),
  ...['yaml', 'yml', 'json'].map((extension) => `fck.${extension}`),
  '.fckrc',
  ...['json', 'yaml', 'yml', 'js', 'ts', 'mjs', 'cjs'].map((extension) => `.fckrc.${extension}`),
  'package.json',
  ANCESTOR,
];

/** Those of the searched places that a message names. */
export const announcedPlaces: readonly string[] = [
  'fck.config.ts',
  'fck.config.js',
  'fck.yaml',
  'fck.json',
  'package.json#fck',
  ANCESTOR,
];

/** How the files are read that may be a configuration. */
export interface ConfigReaders {
  /** YAML and JSON. */
  text(file: string, text: string): unknown;
  /** TypeScript and JavaScript. */
  module(file: string): unknown;
}

/** A configuration file that was found, as it was read. */
export interface FoundConfig {
  readonly filepath: string;
  readonly config: unknown;
}

/** The named file, or the first that is found from a folder upwards; undefined if there is none. */
export async function findConfig(
  from: { readonly cwd: string; readonly file: string | undefined },
  { text, module }: ConfigReaders,
): Promise<FoundConfig | undefined> {
  const { cosmiconfig } = await import('cosmiconfig');
  const explorer = cosmiconfig('fck', {
    searchPlaces,
    searchStrategy: 'none',
    // An empty file is told as what it is: somebody meant to write it.
    ignoreEmptySearchPlaces: false,
    loaders: {
      '.yaml': text,
      '.yml': text,
      '.json': text,
      noExt: text,
      '.ts': module,
      '.mts': module,
      '.js': module,
      '.mjs': module,
      '.cjs': module,
    },
  });
  const found =
    from.file === undefined
      ? await searchUpwards(from.cwd, (folder) => explorer.search(folder))
      : await explorer.load(from.file);
  return found ?? undefined;
}

/**
 * Finds the configuration file without reading it: what it says may be wrong, and what it needs may be missing.
 *
 * @param from `file` is taken as it is, instead of a search
 * @returns its absolute path
 * @throws FckError `CONFIG_NOT_FOUND`, or `CONFIG_UNREADABLE` if the named file does not exist.
 */
export async function findConfigFile(from: {
  readonly cwd: string;
  readonly file?: string | undefined;
}): Promise<string> {
  if (from.file !== undefined) {
    const named = resolve(from.cwd, from.file);
    if (!existsSync(named)) throw configErrors.unreadable(named, 'there is no such file.');
    return named;
  }
  const found = await findConfig({ cwd: from.cwd, file: undefined }, { text: looked, module: () => ({}) });
  if (!found) throw configErrors.notFound(from.cwd, announcedPlaces);
  return found.filepath;
}

/** A package.json is a configuration if it has the key `fck`. */
function looked(file: string, text: string): unknown {
  if (basename(file) !== 'package.json') return {};
  try {
    return JSON.parse(text);
  } catch {
    // npm will say what is wrong with it.
    return {};
  }
}

/** The first that is found from a folder upwards, to the root: a package.json on the way, as in a monorepo, is no end. */
async function searchUpwards<T>(
  start: string,
  search: (folder: string) => Promise<T | null>,
): Promise<T | null> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const found = await search(folder);
    if (found || folder === dirname(folder)) return found;
  }
}
