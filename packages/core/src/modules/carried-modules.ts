import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { installedIn } from './package-manifest.js';

/** What a bundled program carries within itself. */
export interface CarriedPackages {
  /** Where the program is: the packages that it stands for are those that it would find from there. */
  readonly directory: string;
  /** Gives what a package exports, by its name. */
  readonly load: ReadonlyMap<string, () => Promise<unknown>>;
}

let carried: CarriedPackages | undefined;
/** What stands for a file that a package exports. */
const loadInstead = new Map<string, () => Promise<unknown>>();

/** Says which packages this program carries within itself, core among them. */
export function carryPackages(packages: CarriedPackages): void {
  carried = packages;
}

/** Whether core is part of a bundle: importing it from its package would then load a second copy. */
export function isBundled(): boolean {
  return carried !== undefined;
}

/**
 * Whether a package, as it is installed in a folder, is one that this program carries.
 *
 * @param folder undefined if it is not installed there: then nothing else is to be found there under that name, and the answer is
 *   `elsewhere`
 * @returns its folder, and the file that stands for it
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

/** Gives what the package exports that is carried instead of a file, if one is. */
export function carriedInsteadOf(file: string): (() => Promise<unknown>) | undefined {
  return loadInstead.get(file);
}
