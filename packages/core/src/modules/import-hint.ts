import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hintFor } from '../attribution/plugin-failure.js';
import { nearestTo } from '../errors/nearest.js';
import { isPackageName } from '../names/package-name.js';
import { runningCore } from './share-core.js';
import { aliasIn } from './tsconfig-alias.js';

/** The hint for a module that could not be run: a missing package, or a missing export. */
export async function hintForImport(
  thrown: unknown,
  catalogue: { installCommand(name: string): string },
): Promise<string | undefined> {
  if (!(thrown instanceof Error)) return hintFor(thrown);
  const [, missing] = /^Cannot find (?:package|module) '([^']+)'/.exec(thrown.message) ?? [];
  if (missing !== undefined) return hintForMissing(missing, importerIn(thrown.message), catalogue);
  const [, unknown] =
    /'@fck\/core' does not provide an export named '(\w+)'/.exec(thrown.message) ??
    /_core\.(\w+)\) is not a function/.exec(thrown.message) ??
    [];
  if (unknown === undefined) return hintFor(thrown);
  const near = nearestTo(unknown, Object.keys((await runningCore())['@fck/core']));
  return near.length > 0
    ? `Did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`
    : hintFor(thrown);
}

/** Only the name of a package is offered for installation, never a part of a path or an alias. */
function hintForMissing(
  missing: string,
  importer: string | undefined,
  catalogue: { installCommand(name: string): string },
): string {
  if (/^[./]/.test(missing))
    return 'Is the path of the import right? An import of an ES module ends with the file’s extension.';
  const alias = importer === undefined ? undefined : aliasIn(missing, dirname(importer));
  if (alias)
    return /\.[cm]?ts$/.test(importer ?? '')
      ? `"${alias.pattern}" is an alias of ${alias.file}: does the file that it stands for exist?`
      : `"${alias.pattern}" is an alias of ${alias.file}, which only TypeScript files can import: write the path of the file, "./…".`;
  const name = packageOf(missing);
  const isFolder = importer !== undefined && isAbove(name, dirname(importer));
  if (!isPackageName(name) || isFolder)
    return 'An import is the name of a package, or a path that begins with "./" or "../".';
  return `Install what it imports: ${catalogue.installCommand(name)}`;
}

/** The module that imports: `imported from FILE`, or the first of a `Require stack`. */
function importerIn(message: string): string | undefined {
  return /(?: imported from |\nRequire stack:\n- )(\/.*)/.exec(message)?.[1];
}

/** Whether a project has a file or folder of that name: `src/lib/x` is then meant to be its path. */
function isAbove(name: string, folder: string): boolean {
  if (existsSync(join(folder, name))) return true;
  const isTop = folder === dirname(folder) || existsSync(join(folder, 'package.json'));
  return !isTop && isAbove(name, dirname(folder));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
