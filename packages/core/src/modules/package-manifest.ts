import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fckVersion } from '../version.js';
import { compareToRange } from './version-range.js';

/** The parts of a package.json that fck uses. */
export interface PackageManifest {
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The supported range of versions of `@fck/core`. */
  readonly core: string | undefined;
}

/** The package.json nearest above a file or folder. */
export function manifestAbove(path: string): PackageManifest | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    const manifest = manifestIn(folder);
    if (manifest || folder === dirname(folder)) return manifest;
  }
}

/** The package.json of a folder, if it has one that can be read. */
export function manifestIn(folder: string): PackageManifest | undefined {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return {
      folder,
      name: textAt(data, 'name'),
      version: textAt(data, 'version'),
      core: textAt(data, 'peerDependencies', '@fck/core') ?? textAt(data, 'engines', 'fck'),
    };
  } catch {
    // Code that needs a valid manifest reports the problem better.
    return undefined;
  }
}

/** Checks whether a package supports this core; if not, gives the range that it supports. */
export async function fitOf(manifest: PackageManifest): Promise<'met' | 'too old' | 'too new'> {
  // Packages of one release fit each other: with official plugins only, no range is compared.
  if (manifest.name?.startsWith('@fck/') && manifest.version === fckVersion()) return 'met';
  return manifest.core === undefined ? 'met' : compareToRange(fckVersion(), manifest.core);
}

/** The folder of an installed package, seen from a folder: there or above it. */
export function installedIn(name: string, directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (manifestIn(found)) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

function textAt(data: unknown, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<unknown>(
    (tree, key) =>
      typeof tree === 'object' && tree !== null ? (tree as Record<string, unknown>)[key] : undefined,
    data,
  );
  return typeof found === 'string' ? found : undefined;
}
