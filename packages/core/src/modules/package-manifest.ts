import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fckVersion } from '../version.js';
import { compareToRange } from './version-range.js';

/** What a package.json says that matters here. */
export interface PackageManifest {
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The range of versions of `@fck/core` that it works with. */
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
    // The code that needs a valid manifest reports better what is wrong with it.
    return undefined;
  }
}

/** Whether a package was made for this core, or for which one. */
export async function fitOf(manifest: PackageManifest): Promise<'met' | 'too old' | 'too new'> {
  // Packages of one release fit each other: a start with official plugins alone compares no range.
  if (manifest.name?.startsWith('@fck/') && manifest.version === fckVersion()) return 'met';
  return manifest.core === undefined ? 'met' : compareToRange(fckVersion(), manifest.core);
}

/** The folder of a package as it is installed, seen from a folder: there or above it. */
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
