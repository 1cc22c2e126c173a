import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveModule } from './load-module.js';

/** A plugin's module as it was found. */
export interface FoundModule {
  readonly file: string;
  readonly version: string | undefined;
  /** The package's name, or the path as it was written. */
  readonly from: string;
}

/**
 * The names that a plugin may have, in the order in which they are tried: `./x.ts` that file, `x` is `@fck/plugin-x`, else
 * `fck-plugin-x`, else `x`; `@scope/x` is `@scope/fck-plugin-x`, else `@scope/x`.
 */
export function candidatesFor(name: string): string[] {
  if (isPath(name)) return [name];
  const [, scope, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  if (scope !== undefined && rest !== undefined)
    return /plugin-/.test(rest) ? [name] : [`${scope}/fck-plugin-${rest}`, name];
  return name.startsWith('fck-plugin-') ? [name] : [`@fck/plugin-${name}`, `fck-plugin-${name}`, name];
}

/** Finds a plugin's module, seen from each of the folders in turn, without running it. */
export async function findPlugin(
  name: string,
  fromDirectories: readonly string[],
): Promise<FoundModule | undefined> {
  const [home] = fromDirectories;
  if (isPath(name)) {
    const file = resolve(home ?? '.', name);
    return existsSync(file) ? { file, version: undefined, from: name } : undefined;
  }
  for (const candidate of candidatesFor(name)) {
    for (const directory of fromDirectories) {
      const url = await resolveModule(candidate, directory);
      if (url?.startsWith('file:')) {
        const file = fileURLToPath(url);
        return { file, version: versionOf(file), from: candidate };
      }
    }
  }
  return undefined;
}

function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || isAbsolute(name);
}

/** The version in the package.json nearest above a file. */
function versionOf(file: string): string | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const data: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    if (typeof data === 'object' && data !== null && 'version' in data && typeof data.version === 'string')
      return data.version;
  }
  return undefined;
}
