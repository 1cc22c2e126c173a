import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { configErrors } from '../errors/config.js';
import { isFckError, messageOf, type Place } from '../errors/fck-error.js';
import { loadModule } from '../plugin/load-module.js';
import { type ConfigDocument, documentOf, shownAt } from './document.js';
import { missingEnv, resolveEnv, showEnv } from './env.js';
import { refuseProtoKey } from './proto-key.js';
import { ANCESTOR, assertRegularFile, type ConfigSearch, findConfigFile } from './search.js';
import { assertTrusted } from './trust.js';
import { parseYaml, type YamlVersion } from './yaml.js';

/** A config file as it was found, before anything is checked. */
export interface LoadedConfig {
  readonly document: ConfigDocument;
  readonly directory: string;
  readonly yaml: YamlVersion;
}

/**
 * Finds and reads the configuration: the given file, or the first one found from a folder upwards.
 *
 * @throws FckError `CONFIG_NOT_FOUND`, `CONFIG_UNTRUSTED`, `CONFIG_UNREADABLE`, `CONFIG_MISSING_ENV`.
 */
export async function loadConfig(
  search: ConfigSearch & { readonly env: NodeJS.ProcessEnv },
): Promise<LoadedConfig> {
  const file = await findConfigFile(search);
  const yaml = yamlVersionOf(file);
  const data = await reading(file, () => (isModule(file) ? readModule(file) : readText(file, yaml)));
  const isPackage = basename(file) === 'package.json';
  return {
    document: isPackage
      ? toDocument(file, keyOf(data, 'fck'), search.env, ['fck'])
      : toDocument(file, data, search.env),
    directory: dirname(file),
    yaml,
  };
}

/**
 * Reads the file of one role.
 *
 * @param where what names it
 * @throws FckError `CONFIG_UNTRUSTED`, `CONFIG_UNREADABLE`, `CONFIG_MISSING_ENV`.
 */
export async function loadRoleFile(
  file: string,
  yaml: YamlVersion,
  env: NodeJS.ProcessEnv,
  where: Place,
): Promise<ConfigDocument> {
  assertRegularFile(file);
  assertTrusted(file, env, where);
  const data = await reading(file, () =>
    roleTexts.has(extname(file)) ? readText(file, yaml) : readModule(file),
  );
  return toDocument(file, data, env);
}

/** Data that stands inside of a file as a document of its own. */
export function partOf(
  document: ConfigDocument,
  path: readonly PropertyKey[],
  value: Record<string, unknown>,
): ConfigDocument {
  const shown = shownAt(path, document);
  return {
    value,
    shown: (shown as Record<string, unknown> | undefined) ?? {},
    file: document.file,
    placeOf: (inner) => document.placeOf([...path, ...inner]),
  };
}

function toDocument(
  file: string,
  data: unknown,
  env: NodeJS.ProcessEnv,
  prefix: readonly PropertyKey[] = [],
): ConfigDocument {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw configErrors.unreadable(
      file,
      `it holds ${data === null || data === undefined ? 'nothing' : Array.isArray(data) ? 'a list' : `a ${typeof data}`} instead of keys and values.`,
    );
  }
  const raw = documentOf(file, { value: {}, shown: {} }, prefix);
  refuseProtoKey(data, raw.placeOf);
  const [missing] = missingEnv(data, env);
  if (missing) throw configErrors.missingEnv(missing.name, raw.placeOf(missing.path));
  const value = resolveEnv(data, env) as Record<string, unknown>;
  return documentOf(file, { value, shown: showEnv(data) as Record<string, unknown> }, prefix);
}

/** Extensions of role files that are read; others are run. */
const roleTexts: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Whether a configuration file is run, not read. */
export function isModule(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

async function readText(file: string, yaml: YamlVersion): Promise<unknown> {
  return parseYaml(await readFile(file, 'utf8'), file, yaml);
}

function keyOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
}

async function readModule(file: string): Promise<unknown> {
  const exported = await loadModule(file);
  return typeof exported === 'function' ? await exported() : exported;
}

async function reading<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (isFckError(thrown)) throw thrown;
    // A module may miss a file of its own: that is another matter.
    const missing =
      thrown instanceof Error &&
      'code' in thrown &&
      thrown.code === 'ENOENT' &&
      'path' in thrown &&
      thrown.path === file;
    throw configErrors.unreadable(
      file,
      missing ? 'there is no such file.' : messageOf(thrown),
      undefined,
      thrown,
    );
  }
}

export function yamlVersionOf(file: string): YamlVersion {
  return basename(file) === ANCESTOR ? '1.1' : '1.2';
}
