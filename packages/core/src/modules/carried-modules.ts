import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { installedIn } from './package-manifest.js';

/** The packages that a bundled program contains. */
export interface CarriedPackages {
  /** Folder of the program: its packages replace those found from there. */
  readonly directory: string;
  /** Gives the exports of a package, by its name. */
  readonly load: ReadonlyMap<string, () => Promise<unknown>>;
}

let carried: CarriedPackages | undefined;
/** Replaces a file that a package exports. */
const loadInstead = new Map<string, () => Promise<unknown>>();

/** Declares the packages that this program contains, core among them. */
export function carryPackages(packages: CarriedPackages): void {
  carried = packages;
}

/** Whether core is part of a bundle: importing it from its package would then load a second copy. */
export function isBundled(): boolean {
  return carried !== undefined;
}

/**
 * Whether a package, as it is installed in a folder, is one that this program contains.
 *
 * @param folder undefined if it is not installed there: then only this program has it under that name, and the answer
 * is `elsewhere`
 * @returns its folder, and the file that it replaces
 */
export function carriedAs(
  name: string,
  folder: string | undefined,
): { readonly folder: string; readonly file: string } | 'elsewhere' | undefined {
  const load = carried?.load.get(name);
  if (!carried || !load) return undefined;
  if (folder === undefined) return 'elsewhere';
  const own = installedIn(name, carried.directory);
  const installed = realpathSync(folder);
  if (own === undefined || realpathSync(own) !== installed) return undefined;
  const file = join(installed, 'dist/index.js');
  loadInstead.set(file, load);
  return { folder: installed, file };
}

/** Gives the exports of a contained package instead of a file, if there is one. */
export function carriedInsteadOf(file: string): (() => Promise<unknown>) | undefined {
  return loadInstead.get(file);
}
