import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** An alias of `paths` in a tsconfig.json or jsconfig.json. */
export interface Alias {
  /** `@app/*` */
  readonly pattern: string;
  /** The name of the file that declares it. */
  readonly file: string;
}

/**
 * The alias that a specifier uses, by the nearest tsconfig.json or jsconfig.json. The file is searched for keys with a
 * list, not parsed: it may have comments, and this is for a hint.
 */
export function aliasIn(specifier: string, folder: string): Alias | undefined {
  const file = ['tsconfig.json', 'jsconfig.json']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  if (file === undefined) return folder === dirname(folder) ? undefined : aliasIn(specifier, dirname(folder));
  const keys = [...readFileSync(file, 'utf8').matchAll(/"([^"\n]+)"\s*:\s*\[/g)].map(([, key = '']) => key);
  // The pattern "*" only adds folders for types.
  const pattern = keys.find((key) => key !== '*' && matches(specifier, key));
  return pattern === undefined ? undefined : { pattern, file: basename(file) };
}

function matches(specifier: string, pattern: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined ? specifier === start : specifier.startsWith(start) && specifier.endsWith(end);
}
