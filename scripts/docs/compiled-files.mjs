import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';

/** The compiler's output files of a package with an ending, without tests and without files of removed sources. */
export function compiledFiles(name, ending) {
  const [dist, src] = ['dist', 'src'].map((folder) => join(root, 'packages', name, folder));
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('.test.'))
    .filter((file) => existsSync(join(src, `${file.slice(0, -ending.length)}.ts`)))
    .map((file) => join(dist, file))
    .sort();
}
