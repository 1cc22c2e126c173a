import { basename, dirname, extname } from 'node:path';
import type { ConfigDocument } from '../api/config-document.js';
import { configErrors } from '../errors/config.js';
import { isFckError, messageOf, type Place } from '../errors/fck-error.js';
import { loadModule } from '../modules/load-module.js';
import { translateContext } from './ancestor/context-file.js';
import { CONTEXT_FILE, isContextFile } from './ancestor/is-context-file.js';
import { isRoleFile, type RoleSurroundings, translateRole } from './ancestor/role-file.js';
import type { Translation } from './ancestor/translation.js';
import { documentOf, type LoadedDocument } from './document.js';
import { resolveReferences, showReferences } from './env.js';
import { refuseProtoKey } from './proto-key.js';
import { readUtf8 } from './read-utf8.js';
import { assertRegularFile, type ConfigSearch, findConfigFile } from './search.js';
import { shownAt } from './shown-at.js';
import { assertTrusted } from './trust.js';
import { parseYaml, type YamlVersion } from './yaml.js';

/** A config file before anything is checked. */
export interface LoadedConfig {
  readonly document: LoadedDocument;
  readonly directory: string;
  /** Whether it is a context file of fabcloudkit: its role files are then read as YAML 1.1, too. */
  readonly ancestors: boolean;
}

/**
 * Finds and reads the configuration: the given file, or the first one found from a folder upwards.
 *
 * @throws FckError `CONFIG_NOT_FOUND`, `CONFIG_UNTRUSTED`, `CONFIG_UNREADABLE`.
 */
export async function loadConfig(
  search: ConfigSearch & { readonly env: NodeJS.ProcessEnv },
): Promise<LoadedConfig> {
  const file = await findConfigFile(search);
  const { data, ancestors } = await reading(file, async () =>
    isModule(file)
      ? { data: await readModule(file), ancestors: false }
      : parseConfig(await readUtf8(file), file),
  );
  const isPackage = basename(file) === 'package.json';
  return {
    document: isPackage
      ? toDocument(file, keyOf(data, 'fck'), search.env, { prefix: ['fck'] })
      : toDocument(file, data, search.env, {
          translate: ancestors ? (keys) => translateContext(file, keys) : undefined,
        }),
    directory: dirname(file),
    ancestors,
  };
}

/**
 * Reads the file of one role.
 *
 * @param where the reference to the file
 * @throws FckError `CONFIG_UNTRUSTED`, `CONFIG_UNREADABLE`.
 */
export async function loadRoleFile(
  file: string,
  surroundings: RoleSurroundings & { readonly directory: string },
  env: NodeJS.ProcessEnv,
  where: Place,
): Promise<LoadedDocument> {
  assertRegularFile(file);
  assertTrusted(file, env, where);
  const isText = roleTexts.has(extname(file));
  const yaml = surroundings.ancestors ? '1.1' : '1.2';
  const data = await reading(file, () => (isText ? readText(file, yaml) : readModule(file)));
  const translate = isText && isRoleFile(data, surroundings);
  return toDocument(file, data, env, {
    directory: surroundings.directory,
    translate: translate ? (keys) => translateRole(keys, surroundings) : undefined,
  });
}

/** Data inside of a file, as a document of its own. */
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
  how: {
    /** Folder of the configuration. Default: that of the file. */
    readonly directory?: string | undefined;
    /** Path of the document in the file. */
    readonly prefix?: readonly PropertyKey[] | undefined;
    /** Translates a file of fabcloudkit. */
    readonly translate?: ((keys: Record<string, unknown>) => Translation) | undefined;
  } = {},
): LoadedDocument {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw configErrors.unreadable(
      file,
      `it holds ${data === null || data === undefined ? 'nothing' : Array.isArray(data) ? 'a list' : `a ${typeof data}`} instead of keys and values.`,
    );
  }
  const raw = documentOf(file, { value: {}, shown: {} }, how.prefix);
  refuseProtoKey(data, raw.placeOf);
  // Neither null nor a list, as checked above.
  const translation = how.translate?.(data as Record<string, unknown>);
  const written = translation?.value ?? data;
  const placeOf: ConfigDocument['placeOf'] = (path) => raw.placeOf(translation?.originOf(path) ?? path);
  const surroundings = { variables: env, directory: how.directory ?? dirname(file), placeOf };
  const value = resolveReferences(written, surroundings) as Record<string, unknown>;
  const shown = showReferences(written) as Record<string, unknown>;
  return {
    ...documentOf(file, { value, shown }, how.prefix),
    placeOf,
    translation,
    isTranslated: translation !== undefined,
  };
}

/** Extensions of role files that are parsed; others are run. */
const roleTexts: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Whether a configuration file is run, not parsed. */
export function isModule(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

async function readText(file: string, yaml: YamlVersion): Promise<unknown> {
  return parseYaml(await readUtf8(file), file, yaml);
}

function keyOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
}

async function readModule(file: string): Promise<unknown> {
  // Node would silently replace invalid UTF-8.
  await readUtf8(file);
  const exported = await loadModule(file);
  return typeof exported === 'function' ? await exported() : exported;
}

async function reading<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (isFckError(thrown)) throw thrown;
    // A module's own import may be missing: that is another error.
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

/**
 * Parses the text of a configuration. Its name or its keys tell whether it is a context file of fabcloudkit, which is
 * YAML 1.1.
 */
export function parseConfig(text: string, file: string): { data: unknown; ancestors: boolean } {
  const byName = basename(file) === CONTEXT_FILE;
  const data = parseYaml(text, file, byName ? '1.1' : '1.2');
  const ancestors = isContextFile(file, data);
  return { data: ancestors && !byName ? parseYaml(text, file, '1.1') : data, ancestors };
}
