import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** A package that a bundled program carries within itself. */
export interface CarriedPackage {
  /** Absolute path of the file that the package exports, where it is installed too. */
  readonly file: string;
  /** Gives what that file exports. */
  load(): Promise<unknown>;
}

let carried: ReadonlyMap<string, CarriedPackage> | undefined;

/**
 * Says which packages this program carries within itself, core among them.
 *
 * @param packages by name
 */
export function carryPackages(packages: ReadonlyMap<string, CarriedPackage>): void {
  carried = packages;
}

/**
 * Whether a package, as it is installed in a folder, is one that this program carries.
 *
 * @param folder undefined if it is not installed there: then nothing else is to be found there under that name, and the answer is
 *   `elsewhere`
 * @returns the file that stands for it
 */
export function carriedAs(
  name: string,
  folder: string | undefined,
): { readonly file: string } | 'elsewhere' | undefined {
  const known = carried?.get(name);
  if (!known) return undefined;
  if (folder === undefined) return 'elsewhere';
  return known.file.startsWith(realpathSync(folder) + sep) ? known : undefined;
}

/** Whether core is part of a bundle, so that whoever imports it from its package would be given a second one. */
export function isBundled(): boolean {
  return carried !== undefined;
}

/** The package that is carried instead of a file, if one is. */
export function carriedInsteadOf(file: string): CarriedPackage | undefined {
  return [...(carried?.values() ?? [])].find((known) => known.file === file);
}
