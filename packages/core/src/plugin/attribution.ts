import { AsyncLocalStorage } from 'node:async_hooks';

const inCharge = new AsyncLocalStorage<string>();

/** Does work in the name of a plugin: steps and errors that come of it say so. */
export function inNameOf<T>(plugin: string, work: () => T): T {
  return inCharge.run(plugin, work);
}

/** The plugin whose work is being done; `core` if none is. */
export function pluginInCharge(): string {
  return inCharge.getStore() ?? 'core';
}
