// Modules that read files beside them: in the bundle, they resolve the folder of their installed package.

export const PLACES = '\0places';

/** The module of that name in the bundle. It resolves each package once, which takes Node a millisecond. */
export const placesSource = `
const found = new Map();
export function urlOf(name, file) {
  if (!found.has(name)) found.set(name, import.meta.resolve(name + '/package.json'));
  return new URL('./dist/' + file, found.get(name)).href;
}`;

/**
 * Tells a module of fck its path outside of the bundle.
 *
 * @param name of its package, without scope
 * @param file its own, below the package's dist folder
 */
export function placed(code, name, file) {
  if (!code.includes('import.meta.url')) return code;
  // Not by the name alone: it may resolve to the shared core.
  if (name === 'cli')
    return code.replaceAll('import.meta.url', `new URL('../dist/${file}', import.meta.url).href`);
  return `import { urlOf } from '${PLACES}';\n${code.replaceAll('import.meta.url', `urlOf('@fck/${name}', '${file}')`)}`;
}
