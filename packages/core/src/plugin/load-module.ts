import { pathToFileURL } from 'node:url';

/** Runs a module of the project, TypeScript or JavaScript, ESM or CommonJS, and gives its default export. */
export async function loadModule(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/.test(file)) {
    const { createJiti } = await import('jiti');
    return createJiti(pathToFileURL(file).href).import(file, { default: true });
  }
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const exported = loaded['default'];
  // A CommonJS file that was compiled from ESM keeps its default one level deeper.
  if (typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported)
    return exported.default;
  return exported ?? loaded;
}

/** Finds the file that a module name means, seen from a folder, without running it. */
export async function resolveModule(name: string, fromDirectory: string): Promise<string | undefined> {
  const { createJiti } = await import('jiti');
  const found = createJiti(pathToFileURL(`${fromDirectory}/`).href).esmResolve(name, { try: true });
  return found;
}
