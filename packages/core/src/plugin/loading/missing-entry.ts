import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { aliasIn } from '../../modules/tsconfig-alias.js';
import { isPackageName } from '../../names/package-name.js';
import type { PluginCatalogue } from './catalogue.js';
import { installCommand } from './package-manager.js';
import { candidatesFor, EXTENSIONS, isPath } from './resolve-entry.js';

/**
 * What to do about an entry of `plugins:` that was not found. Only the name of a package is offered for installation:
 * a command with a name made of a path, a URL or an alias would install something else.
 *
 * @param home folder of the list
 * @param near known plugins or files of a similar name
 */
export function hintForMissing(
  name: string,
  home: string,
  near: readonly string[],
  catalogue: Pick<PluginCatalogue, 'packageOf'>,
): string {
  if (isPath(name)) return 'Is the path right? It is relative to the config file.';
  const path = fileMeant(name, home);
  if (path !== undefined) return `Write "${path}": a path begins with "./" or "../".`;
  if (name.startsWith('~'))
    return 'Write a path that begins with "./" or "../": "~" is not replaced in an entry.';
  if (/^[a-z][a-z+.-]*:/i.test(name))
    return 'An entry is the name of an installed package or the path of a file, not a URL: install the package and write its name.';
  const alias = aliasIn(name, home);
  if (alias !== undefined)
    return `"${alias.pattern}" is an alias of ${alias.file}, which entries do not use: write the path of the file, "./…".`;
  if (!isPackageName(name) || EXTENSIONS.some((end) => name.endsWith(end)))
    return 'Write the name of a package, or the path of a file, which begins with "./" or "../".';
  const install = installCommand(catalogue.packageOf(name) ?? packageToInstall(name), home);
  return near.length > 0
    ? `Correct the name. If the name is right, install the package: ${install}`
    : `If it is not installed yet: ${install}`;
}

/** The path of an existing file or folder that is written like a package: `plugins/audit.mjs`. */
function fileMeant(name: string, home: string): string | undefined {
  const found = ['', ...EXTENSIONS].map((end) => name + end).find((path) => existsSync(resolve(home, path)));
  return found === undefined ? undefined : `./${found}`;
}

/** Other authors publish plugins as `fck-plugin-x`; `@fck/plugin-x` are fck's own. */
function packageToInstall(name: string): string {
  const tried = candidatesFor(name);
  return tried.find((candidate) => candidate.includes('fck-plugin-')) ?? tried[0] ?? name;
}
