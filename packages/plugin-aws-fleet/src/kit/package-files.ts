import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { InstalledPackage } from './packages.js';
import type { TarEntry } from './tar.js';

/** Files that are not needed at run time. Native addons are excluded, too: they are built for this machine, and fck needs none. */
const NOT_NEEDED =
  /\.(d\.[cm]?ts|map|md|markdown|tsbuildinfo|node|flow|cdx\.json)$|\.test(\.helper)?\.[cm]?[jt]s$/;
const NEVER = new Set(['node_modules', '.git', '.fck']);

/** The files of a package that are needed to run it, below a folder of an archive. */
export function packageEntries(one: InstalledPackage, below: string): TarEntry[] {
  const isPublished = publishedPart(one);
  return filesBelow(one.folder)
    .filter((path) => !NOT_NEEDED.test(path) && !isPrivateByName(path) && isPublished(path))
    .map((path) => {
      const file = join(one.folder, path);
      const executable = (statSync(file).mode & 0o100) !== 0;
      return { path: `${below}/${path}`, content: readFileSync(file), executable };
    });
}

/** Whether the name of a file, or of a folder above it, suggests that it contains secrets. */
export function isPrivateByName(path: string): boolean {
  return /(^|\/)\.(env|npmrc)/.test(path);
}

/** The sorted paths of all files of a folder, with `/`. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (NEVER.has(entry.name)) return [];
      if (entry.isDirectory())
        return filesBelow(join(folder, entry.name)).map((path) => `${entry.name}/${path}`);
      return entry.isFile() ? [entry.name] : [];
    });
}

/** A linked package also contains its sources; only the files that would be published are packed. */
function publishedPart({
  folder,
  name,
  manifest: { files, main },
}: InstalledPackage): (path: string) => boolean {
  if (files === undefined || folder.includes(`${sep}node_modules${sep}`)) return () => true;
  const listed = files.filter((pattern) => !pattern.startsWith('!')).map(firstPart);
  const parts = new Set(['package.json', ...listed, ...(main === undefined ? [] : [firstPart(main)])]);
  // The command's bundle contains the code of the packages too, and may be older here.
  if (name === '@fck/cli') parts.delete('bundle');
  return (path) => parts.has('*') || parts.has(firstPart(path));
}

function firstPart(path: string): string {
  const [first = path] = path.replace(/^\.?\//, '').split('/');
  return first.includes('*') ? '*' : first;
}
