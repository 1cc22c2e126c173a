import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { configErrors } from '../errors/config.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { loadModule } from '../plugin/load-module.js';
import { type ConfigDocument, documentOf } from './document.js';
import { missingEnv, resolveEnv, showEnv } from './env.js';
import { ANCESTOR, announcedPlaces, findConfig } from './search.js';
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
 * @throws FckError `CONFIG_NOT_FOUND`, `CONFIG_UNREADABLE`, `CONFIG_MISSING_ENV`.
 */
export async function loadConfig(from: {
  cwd: string;
  file?: string | undefined;
  env: NodeJS.ProcessEnv;
}): Promise<LoadedConfig> {
  const readYaml = (file: string, text: string) => parseYaml(text, file, yamlVersionOf(file));
  const runModule = (file: string) => reading(file, () => readModule(file));
  const named = from.file === undefined ? undefined : resolve(from.cwd, from.file);
  const found = await reading(named ?? from.cwd, () =>
    findConfig({ cwd: from.cwd, file: named }, { text: readYaml, module: runModule }),
  );
  if (!found) throw configErrors.notFound(from.cwd, announcedPlaces);
  const prefix = basename(found.filepath) === 'package.json' ? ['fck'] : [];
  return {
    document: toDocument(found.filepath, found.config, from.env, prefix),
    directory: dirname(found.filepath),
    yaml: yamlVersionOf(found.filepath),
  };
}

/**
 * Reads the file of one role.
 *
 * @throws FckError `CONFIG_UNREADABLE`, `CONFIG_MISSING_ENV`.
 */
export async function loadRoleFile(
  file: string,
  yaml: YamlVersion,
  env: NodeJS.ProcessEnv,
): Promise<ConfigDocument> {
  const data = await reading(file, async () =>
    ['.yaml', '.yml', '.json'].includes(extname(file))
      ? parseYaml(await readFile(file, 'utf8'), file, yaml)
      : readModule(file),
  );
  return toDocument(file, data, env);
}

/** Data that stands inside of a file as a document of its own. */
export function partOf(
  document: ConfigDocument,
  path: readonly PropertyKey[],
  value: Record<string, unknown>,
): ConfigDocument {
  const shown = path.reduce<unknown>(
    (tree, key) => (tree as Record<PropertyKey, unknown> | undefined)?.[key],
    document.shown,
  );
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
  const [missing] = missingEnv(data, env);
  if (missing) throw configErrors.missingEnv(missing.name, raw.placeOf(missing.path));
  const value = resolveEnv(data, env) as Record<string, unknown>;
  return documentOf(file, { value, shown: showEnv(data) as Record<string, unknown> }, prefix);
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

function yamlVersionOf(file: string): YamlVersion {
  return basename(file) === ANCESTOR ? '1.1' : '1.2';
}
