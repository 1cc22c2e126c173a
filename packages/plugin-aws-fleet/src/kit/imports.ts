import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bnew URL\s*\(\s*)(['"])([^'"\n]+)\1/g;

/** What a module of the project imports: other files of the project, and packages. */
export interface Needs {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** The existing files that files import, directly or through others. */
export function needsOf(files: readonly string[]): Needs {
  const found = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const name of importsOf(file)) {
      const path = name.startsWith('.') ? fileNamed(name, dirname(file)) : undefined;
      if (path !== undefined) waiting.push(path);
      else if (!/^(\.|\/|node:|[a-z]+:)/.test(name)) packages.add(packageOf(name));
    }
  }
  return { files: found, packages };
}

/** The file for a path in `plugins:` or an import. The path may have no extension, or that of the compiled file. */
export function fileNamed(path: string, directory: string): string | undefined {
  const whole = resolve(directory, path);
  const bare = whole.replace(/\.([cm]?)js$/, '');
  const candidates = [
    whole,
    ...[whole, bare, join(whole, 'index')].flatMap((start) => EXTENSIONS.map((end) => start + end)),
  ];
  return candidates.find(isFile);
}

/** Whether a path is a file. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function importsOf(file: string): string[] {
  if (!EXTENSIONS.includes(extname(file))) return [];
  return [...readFileSync(file, 'utf8').matchAll(IMPORTS)].flatMap(([, , name]) => name ?? []);
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}
