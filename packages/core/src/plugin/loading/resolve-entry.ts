import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearestTo } from '../../errors/nearest.js';
import { carriedAs } from '../../modules/carried-modules.js';
import { resolveModule } from '../../modules/load-module.js';
import {
  installedIn,
  manifestAbove,
  manifestIn,
  type PackageManifest,
} from '../../modules/package-manifest.js';

/** The module of a plugin. */
export interface FoundModule {
  readonly file: string;
  /** The package's name, or the path in the config. */
  readonly from: string;
  /** For a package; a file of the project has none. */
  readonly manifest: PackageManifest | undefined;
}

/** An installed package whose package.json names no existing module. */
export interface EmptyPackage {
  readonly from: string;
  readonly folder: string;
}

/** Extensions of modules, in the order in which they are tried. */
export const EXTENSIONS: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * The names to try for a plugin, in order: `./x.ts` that file, `x` is `@fck/plugin-x`, else `fck-plugin-x`, else `x`;
 * `@scope/x` is `@scope/fck-plugin-x`, else `@scope/x`.
 */
export function candidatesFor(name: string): string[] {
  if (isPath(name)) return [name];
  const [, scope, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  if (scope !== undefined && rest !== undefined)
    return /plugin-/.test(rest) ? [name] : [`${scope}/fck-plugin-${rest}`, name];
  return name.startsWith('fck-plugin-') ? [name] : [`@fck/plugin-${name}`, `fck-plugin-${name}`, name];
}

/** Finds a plugin's module from each of the folders in turn, without running it. */
export async function findPlugin(
  name: string,
  fromDirectories: readonly string[],
): Promise<FoundModule | EmptyPackage | undefined> {
  if (isPath(name)) return findPath(name, fromDirectories[0] ?? '.');
  let empty: EmptyPackage | undefined;
  for (const candidate of candidatesFor(name)) {
    for (const directory of fromDirectories) {
      const folder = installedIn(candidate, directory);
      const carried = carriedAs(candidate, folder);
      if (carried === 'elsewhere') continue;
      if (carried) return { file: carried.file, from: candidate, manifest: manifestIn(carried.folder) };
      const url = await resolveModule(candidate, directory);
      // A name such as `path` resolves to Node's own module, which is no plugin.
      const file = url?.startsWith('file:') ? fileURLToPath(url) : undefined;
      if (file !== undefined && existsSync(file))
        return { file, from: candidate, manifest: manifestAbove(dirname(file)) };
      if (folder !== undefined) empty ??= { from: candidate, folder };
    }
  }
  return empty;
}

/** A file, the same without its extension, or the folder of a package. */
async function findPath(name: string, home: string): Promise<FoundModule | EmptyPackage | undefined> {
  const path = resolve(home, name);
  if (isFile(path)) return { file: path, from: name, manifest: undefined };
  for (const file of [
    ...EXTENSIONS.map((end) => path + end),
    ...EXTENSIONS.map((end) => join(path, `index${end}`)),
  ])
    if (isFile(file)) return { file, from: name, manifest: manifestIn(path) };
  const manifest = manifestIn(path);
  if (!manifest) return undefined;
  const url = await resolveModule(path, home);
  const file = url?.startsWith('file:') ? fileURLToPath(url) : undefined;
  return file !== undefined && isFile(file) ? { file, from: name, manifest } : { from: name, folder: path };
}

/** Files in the same folder with a similar name. */
export function filesLike(name: string, home: string): string[] {
  const folder = dirname(resolve(home, name));
  if (!existsSync(folder)) return [];
  const prefix = name.slice(0, name.lastIndexOf('/') + 1);
  const modules = readdirSync(folder).filter((file) => EXTENSIONS.some((end) => file.endsWith(end)));
  return nearestTo(name.slice(prefix.length), modules).map((file) => prefix + file);
}

/** Whether `plugins:` names a file, not a package. */
export function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || isAbsolute(name);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
