import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { configErrors } from '../errors/config.js';
import { parseJson } from '../parse-json.js';
import { CONTEXT_FILE } from './ancestor/is-context-file.js';
import { assertTrusted } from './trust.js';

const searchPlaces = [
  ...['ts', 'mts', 'js', 'mjs', 'cjs'].map((extension) => `fck.config.${extension}`),
  ...['yaml', 'yml', 'json'].map((extension) => `fck.${extension}`),
  '.fckrc',
  ...['json', 'yaml', 'yml', 'js', 'ts', 'mjs', 'cjs'].map((extension) => `.fckrc.${extension}`),
  'package.json',
  CONTEXT_FILE,
];

/** The searched places that a message names. */
const announcedPlaces: readonly string[] = [
  'fck.config.ts',
  'fck.config.js',
  'fck.yaml',
  'fck.json',
  'package.json#fck',
  CONTEXT_FILE,
];

/** Files that end the search: the top of a repository, or of a package. */
const ends = ['.git', 'package.json'];

/** Where to look for a configuration. */
export interface ConfigSearch {
  /** The folder at which the search upwards begins. */
  readonly cwd: string;
  /** The file itself, instead of a search. */
  readonly file?: string | undefined;
  /** Environment with `FCK_TRUSTED`. Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Finds the configuration file without running it: its content may be invalid, and its imports may be missing. Searches
 * from a folder upwards, to the first that is the top of a repository or has a package.json.
 *
 * @returns its absolute path
 * @throws FckError `CONFIG_NOT_FOUND`, `CONFIG_UNTRUSTED` if another user could have written it, or `CONFIG_UNREADABLE`
 * if it does not exist or is no regular file.
 */
export async function findConfigFile({ cwd, file, env = process.env }: ConfigSearch): Promise<string> {
  const found = file === undefined ? await searchUpwards(resolve(cwd)) : resolve(cwd, file);
  assertRegularFile(found);
  assertTrusted(found, env);
  return found;
}

async function searchUpwards(start: string): Promise<string> {
  const explorer = await makeExplorer();
  for (let folder = start; ; folder = dirname(folder)) {
    for (const path of searchPlaces.map((place) => join(folder, place))) refuseIrregular(path);
    const found = explorer.search(folder)?.filepath;
    if (found !== undefined) return found;
    const end = ends.find((name) => existsSync(join(folder, name)));
    if (end === undefined && folder !== dirname(folder)) continue;
    throw configErrors.notFound(start, announcedPlaces, end === undefined ? undefined : { folder, has: end });
  }
}

/** Checks one folder at a time, and only gives the file's name: its loaders read and run nothing. */
async function makeExplorer() {
  const { cosmiconfigSync } = await import('cosmiconfig');
  const isThere = () => ({});
  const here = process.cwd();
  // cosmiconfig also reads and runs `.config/config.*` of the current folder when it is created. The root folder has
  // only files of root.
  if (isMainThread) process.chdir(parse(here).root);
  try {
    return cosmiconfigSync('fck', {
      searchPlaces,
      searchStrategy: 'none',
      // An empty file is reported: its author meant to write a configuration.
      ignoreEmptySearchPlaces: false,
      cache: false,
      loaders: {
        '.json': (file, text) => (basename(file) === 'package.json' ? keyIn(text) : {}),
        ...Object.fromEntries(
          ['.ts', '.mts', '.js', '.mjs', '.cjs', '.yaml', '.yml', 'noExt'].map((kind) => [kind, isThere]),
        ),
      },
    });
  } finally {
    if (isMainThread) process.chdir(here);
  }
}

/** A package.json is a configuration if it has the key `fck`. npm reports an invalid one. */
function keyIn(text: string): { fck?: true } {
  const data = parseJson(text);
  return typeof data === 'object' && data !== null && 'fck' in data ? { fck: true } : {};
}

/** Reading a named pipe would wait for ever. */
function refuseIrregular(path: string): void {
  const found = statsOf(path);
  if (found && !found.isFile() && !found.isDirectory()) assertRegularFile(path);
}

/**
 * Refuses anything but a file, above all a named pipe: reading it would wait for ever.
 *
 * @throws FckError `CONFIG_UNREADABLE`
 */
export function assertRegularFile(path: string): void {
  const found = statsOf(path);
  if (!found) throw configErrors.unreadable(path, 'there is no such file.');
  if (!found.isFile()) throw configErrors.unreadable(path, 'it is no regular file.');
}

/** Undefined also if the caller has no permission to look. */
function statsOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
