import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';

/** The files with an ending that the compiler wrote for a package, tests aside. It leaves those of removed sources behind. */
export function compiledFiles(name, ending) {
  const [dist, src] = ['dist', 'src'].map((folder) => join(root, 'packages', name, folder));
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('.test.'))
    .filter((file) => existsSync(join(src, `${file.slice(0, -ending.length)}.ts`)))
    .map((file) => join(dist, file))
    .sort();
}
