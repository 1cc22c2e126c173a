// Modules that read what lies beside them: in the bundle they ask where their package is installed.

export const PLACES = '\0places';

/** The module of that name in the bundle. It asks once for each package: that takes Node a millisecond. */
export const placesSource = `
const found = new Map();
export function urlOf(name, file) {
  if (!found.has(name)) found.set(name, import.meta.resolve(name + '/package.json'));
  return new URL('./dist/' + file, found.get(name)).href;
}`;

/**
 * Has a module of fck know where it would stand if it were not bundled.
 *
 * @param name of its package, without scope
 * @param file its own, below the package's dist folder
 */
export function placed(code, name, file) {
  if (!code.includes('import.meta.url')) return code;
  // Not by the name alone: that is core's, which may be lent to others under it.
  if (name === 'cli')
    return code.replaceAll('import.meta.url', `new URL('../dist/${file}', import.meta.url).href`);
  return `import { urlOf } from '${PLACES}';\n${code.replaceAll('import.meta.url', `urlOf('@fck/${name}', '${file}')`)}`;
}
