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
 * Thrown where a bundled program comes upon JavaScript that it does not carry: that may import `@fck/core`, and would be given a
 * second one. The program then starts again from the packages.
 */
export class NeedsPackages extends Error {
  override readonly name = 'NeedsPackages';
}

/**
 * Says which packages this program carries within itself. From then on it loads no other JavaScript.
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

/**
 * The package that is carried instead of a file; undefined if this program loads modules from files.
 *
 * @throws NeedsPackages if it is none of those that are carried
 */
export function carriedInsteadOf(file: string): CarriedPackage | undefined {
  if (!carried) return undefined;
  const found = [...carried.values()].find((known) => known.file === file);
  if (!found) throw new NeedsPackages(`${file} is not part of this program`);
  return found;
}
