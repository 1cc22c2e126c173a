import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { candidatesFor } from '@fck/core';
import { officialPlugins, optionalPlugins } from '../official-plugins.js';

/** The plugin that `fck plugin add` should add. */
export type WantedPlugin =
  /** A file of the project: nothing is installed. */
  | { readonly kind: 'file'; readonly entry: string }
  /** A package of the registry. */
  | { readonly kind: 'package'; readonly specifier: string; readonly package: string }
  /** A tarball, a folder or a repository: the name of its package is known once it is installed. */
  | { readonly kind: 'elsewhere'; readonly specifier: string };

/** Parses a name (`redis`, `@scope/redis@^2`), a path or a URL as `plugins:` and package managers do. */
export function readWantedPlugin(
  given: string,
  from: { readonly cwd: string; readonly configDirectory: string },
): WantedPlugin {
  if (/^[a-z+]+:|\.git$/.test(given)) return { kind: 'elsewhere', specifier: given };
  const isPath = /^\.{0,2}[\\/]/.test(given) || /\.tgz$/.test(given);
  const path = resolve(from.cwd, given);
  if (isPath && /\.[cm]?[jt]s$/.test(given) && existsSync(path)) {
    const entry = relative(from.configDirectory, path);
    return { kind: 'file', entry: entry.startsWith('.') ? entry : `./${entry}` };
  }
  if (isPath) return { kind: 'elsewhere', specifier: path };
  const [, name = given, range = ''] = /^(@?[^@]+)(@.*)?$/.exec(given) ?? [];
  const isOfficial = [...officialPlugins, ...optionalPlugins].includes(name);
  const [packageName = name] = candidatesFor(name).filter(
    (candidate) => isOfficial || !candidate.startsWith('@fck/') || candidate === name,
  );
  return { kind: 'package', specifier: `${packageName}${range}`, package: packageName };
}
