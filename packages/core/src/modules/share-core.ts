import module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The modules of the running core, by the names that plugins import. */
export type CoreModules = Readonly<Record<'@fck/core' | '@fck/core/host', object>>;

type CoreName = keyof CoreModules;

/** Where the replacement module finds the running core. */
const KEY = '@fck/core of this program';
const URL_PREFIX = 'fck:';

let load: (() => Promise<CoreModules>) | undefined;
let shared: CoreModules | undefined;

/** Sets how to load the running core, for modules of the project that import it. */
export function provideCore(loadCore: () => Promise<CoreModules>): void {
  load ??= loadCore;
}

/** The running core. */
export async function runningCore(): Promise<CoreModules> {
  if (!load) throw new TypeError('the core was not provided');
  return load();
}

/**
 * Gives JavaScript that imports `@fck/core` the running core, even if it is part of a bundle, and another one, or none,
 * is installed beside it.
 *
 * @param file the module about to be run
 */
export async function shareCore(file: string): Promise<void> {
  const core = shared ?? (await runningCore());
  if (!shared) {
    shared = core;
    Reflect.set(globalThis, Symbol.for(KEY), core);
    if (!hookInThread(core)) hookImports(core);
  }
  if (!canHookInThread()) cacheForRequire(file, core);
}

function isCoreName(name: string, core: CoreModules): name is CoreName {
  return Object.hasOwn(core, name);
}

/** A module with the exports of a module of the core. */
function sourceFor(name: CoreName, core: CoreModules): string {
  const from = `globalThis[Symbol.for(${JSON.stringify(KEY)})][${JSON.stringify(name)}]`;
  return `export const { ${Object.keys(core[name]).join(', ')} } = ${from};`;
}

type Next = (name: string, context: unknown) => unknown;
type RegisterHooks = (hooks: {
  resolve(name: string, context: unknown, next: Next): unknown;
  load(url: string, context: unknown, next: Next): unknown;
}) => void;

/** From Node 22.15 on, both `import` and `require` can be hooked, at no cost. */
function canHookInThread(): boolean {
  return 'registerHooks' in module;
}

function hookInThread(core: CoreModules): boolean {
  if (!('registerHooks' in module)) return false;
  const registerHooks = module.registerHooks as RegisterHooks;
  registerHooks({
    resolve: (name, context, next) =>
      isCoreName(name, core)
        ? { url: `${URL_PREFIX}${name}`, format: 'module', shortCircuit: true }
        : next(name, context),
    load: (url, context, next) => {
      const name = url.slice(URL_PREFIX.length);
      return url.startsWith(URL_PREFIX) && isCoreName(name, core)
        ? { source: sourceFor(name, core), format: 'module', shortCircuit: true }
        : next(url, context);
    },
  });
  return true;
}

/** In older versions, hooks for `import` run in a thread of their own. */
function hookImports(core: CoreModules): void {
  const names = Object.keys(core).filter((name) => isCoreName(name, core));
  const sources = Object.fromEntries(names.map((name) => [`${URL_PREFIX}${name}`, sourceFor(name, core)]));
  const hooks = `
const sources = ${JSON.stringify(sources)};
export const resolve = (name, context, next) =>
  Object.hasOwn(sources, ${JSON.stringify(URL_PREFIX)} + name)
    ? { url: ${JSON.stringify(URL_PREFIX)} + name, format: 'module', shortCircuit: true }
    : next(name, context);
export const load = (url, context, next) =>
  Object.hasOwn(sources, url) ? { source: sources[url], format: 'module', shortCircuit: true } : next(url, context);`;
  module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

/**
 * In older versions, `require` has no hooks, but a cache of loaded modules; so core must be installed there, as it is
 * for a package that requires it.
 */
function cacheForRequire(file: string, core: CoreModules): void {
  const require = createRequire(pathToFileURL(file));
  for (const name of Object.keys(core).filter((name) => isCoreName(name, core))) {
    let path: string;
    try {
      path = require.resolve(name);
    } catch {
      continue;
    }
    const loaded = new module.Module(path);
    loaded.loaded = true;
    loaded.exports = core[name];
    require.cache[path] ??= loaded;
  }
}
