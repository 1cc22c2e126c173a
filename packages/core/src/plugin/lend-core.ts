import module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const NAME = '@fck/core';
/** Where the module that stands for core finds it. */
const KEY = `${NAME} of this program`;
const URL_OF_CORE = 'fck:core';

let lent: object | undefined;

/**
 * Lets JavaScript that imports `@fck/core` have the one that runs, though it is part of a bundle, and even where another one, or none,
 * is installed beside it.
 *
 * @param file the module that is about to be run
 */
export async function lendCore(file: string): Promise<void> {
  const core = lent ?? (await import('../index.js'));
  if (!lent) {
    lent = core;
    Reflect.set(globalThis, Symbol.for(KEY), core);
    if (!hookInThread(core)) hookImports(core);
  }
  if (!canHookInThread()) cacheForRequire(file, core);
}

/** A module that exports what core exports. */
function sourceFor(core: object): string {
  return `export const { ${Object.keys(core).join(', ')} } = globalThis[Symbol.for(${JSON.stringify(KEY)})];`;
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

function hookInThread(core: object): boolean {
  if (!('registerHooks' in module)) return false;
  const registerHooks = module.registerHooks as RegisterHooks;
  const source = sourceFor(core);
  registerHooks({
    resolve: (name, context, next) =>
      name === NAME ? { url: URL_OF_CORE, format: 'module', shortCircuit: true } : next(name, context),
    load: (url, context, next) =>
      url === URL_OF_CORE ? { source, format: 'module', shortCircuit: true } : next(url, context),
  });
  return true;
}

/** Before, hooks for `import` run in a thread of their own. */
function hookImports(core: object): void {
  const [name, url, source] = [NAME, URL_OF_CORE, sourceFor(core)].map((text) => JSON.stringify(text));
  const hooks = `
export const resolve = (name, context, next) =>
  name === ${name} ? { url: ${url}, format: 'module', shortCircuit: true } : next(name, context);
export const load = (url, context, next) =>
  url === ${url} ? { source: ${source}, format: 'module', shortCircuit: true } : next(url, context);`;
  module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

/** Before, `require` is not hooked, but knows what it has loaded; so core must be installed there, as it is for who requires it. */
function cacheForRequire(file: string, core: object): void {
  const require = createRequire(pathToFileURL(file));
  let path: string;
  try {
    path = require.resolve(NAME);
  } catch {
    return;
  }
  const loaded = new module.Module(path);
  loaded.loaded = true;
  loaded.exports = core;
  require.cache[path] ??= loaded;
}
