// Finds the imports of modules in their text.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** `from '…'`, `import '…'`, `import('…')`, `require('…')`. */
const IMPORT = /(?:\b(from|import)\s*|\b(import|require)\s*\(\s*)(['"])([^'"\n]+)\3/g;

/**
 * @typedef {{name: string, isDynamic: boolean}} Import
 */

/**
 * The imports of a module, types included, without those in comments.
 *
 * @returns {Import[]}
 */
export function importsIn(text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(IMPORT)].map(([, isStatic, , , name]) => ({ name, isDynamic: !isStatic }));
}

/**
 * The modules below a folder, without tests, each with the modules of the folder that it imports.
 *
 * @returns {Map<string, {to: string, isDynamic: boolean}[]>}
 */
export function importsBelow(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.ts$/.test(file) && !/\.test\./.test(file));
  return new Map(
    files.map((file) => [
      file,
      importsIn(readFileSync(join(folder, file), 'utf8'))
        .filter(({ name }) => name.startsWith('.'))
        .map(({ name, isDynamic }) => ({
          to: posix.join(dirname(file), name).replace(/\.js$/, '.ts'),
          isDynamic,
        }))
        .filter(({ to }) => files.includes(to)),
    ]),
  );
}
