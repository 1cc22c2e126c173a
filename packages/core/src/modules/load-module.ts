import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { carriedInsteadOf, isBundled } from './carried-modules.js';
import { refuseDecorators } from './refuse-decorators.js';
import { runningCore, shareCore } from './share-core.js';

/**
 * Runs a module of the project, TypeScript or JavaScript, ESM or CommonJS. Returns its default export; without one, all
 * of its exports.
 */
export async function loadModule(file: string): Promise<unknown> {
  const exports: unknown = /\.[cm]?ts$/.test(file)
    ? await (await typeScript(file)).import(file)
    : await javaScript(file);
  if (!hasDefault(exports)) return exports;
  const exported = exports.default;
  // A CommonJS file that was compiled from ESM has its default export one level deeper.
  return hasDefault(exported) && '__esModule' in exported ? exported.default : exported;
}

/** Finds the file of a module name, seen from a folder, without running it. */
export async function resolveModule(name: string, fromDirectory: string): Promise<string | undefined> {
  const { createJiti } = await import('jiti');
  return createJiti(pathToFileURL(`${fromDirectory}/`).href, { fsCache: false }).esmResolve(name, {
    try: true,
  });
}

async function javaScript(file: string): Promise<unknown> {
  const loadCarried = carriedInsteadOf(file);
  if (loadCarried) return loadCarried();
  if (isBundled()) await shareCore(file);
  return import(pathToFileURL(file).href);
}

/** TypeScript needs no build, and gets the running core: even if none, or another one, is installed beside it. */
async function typeScript(file: string) {
  const [{ createJiti }, core] = await Promise.all([import('jiti'), runningCore()]);
  const url = pathToFileURL(file).href;
  const options = {
    virtualModules: core,
    fsCache: ownCache() ?? false,
    transformOptions: { babel: { plugins: [refuseDecorators] } },
  };
  try {
    return createJiti(url, { ...options, tsconfigPaths: true });
  } catch {
    // A tsconfig.json that extends a missing one: only imports by alias need it.
    return createJiti(url, options);
  }
}

/**
 * A cache of the caller's own: compiled files are run without a check, and every user may write to jiti's default,
 * below /tmp.
 */
function ownCache(): string | undefined {
  try {
    return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fck', 'typescript');
  } catch {
    // A user without a home.
    return undefined;
  }
}

function hasDefault(value: unknown): value is { readonly default: unknown } {
  return typeof value === 'object' && value !== null && 'default' in value;
}
