import { AsyncLocalStorage } from 'node:async_hooks';
import { toldAsFailure } from './plugin-failure.js';

/** Whose work is being done, and on what. */
export interface Work {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** While a plugin is applied, and only then, it may register. */
  readonly apply?: { ended: boolean } | undefined;
  /** The plugins that work in turn on one tap: one may call what another registered. The last is at work. */
  readonly atWork?: string[] | undefined;
}

const inCharge = new AsyncLocalStorage<Work | undefined>();

/**
 * Does work in the name of a plugin: steps that come of it say so, and whatever it throws says which plugin, hook and
 * host it came from.
 */
export function inNameOf<T>(plugin: string, work: () => T, on: Omit<Work, 'plugin'> = {}): T {
  const outer = inCharge.getStore();
  const atWork = on.atWork ?? outer?.atWork;
  const own: Work = {
    plugin,
    hook: on.hook ?? outer?.hook,
    host: on.host ?? outer?.host,
    apply: on.apply,
    atWork,
  };
  atWork?.push(plugin);
  const end = () => void atWork?.splice(atWork.lastIndexOf(plugin), 1);
  const fail = (thrown: unknown): never => {
    throw toldAsFailure(thrown, own);
  };
  let result: T;
  try {
    result = inCharge.run(own, work);
  } catch (thrown) {
    end();
    return fail(thrown);
  }
  // Whoever gets the promise gets the one whose failure says where it came from.
  if (result instanceof Promise) return result.catch(fail).finally(end) as T;
  end();
  return result;
}

/** Work that is done later, when whoever asks for it now has ended, and still in their name. */
export function inSameName<Arguments extends unknown[], T>(
  work: (...args: Arguments) => T,
): (...args: Arguments) => T {
  const asker = inCharge.getStore();
  if (!asker) return work;
  const { plugin, hook, host } = asker;
  return (...args) => inNameOf(plugin, () => work(...args), { hook, host });
}

/** Does work as exactly this: nothing is known of whoever began it, and failures are told by whoever asked for it. */
export function doAs<T>(work: Work, run: () => T): T {
  return inCharge.run(work, run);
}

/** Does work in nobody's name, whoever began it. */
export function inNoName<T>(work: () => T): T {
  return inCharge.run(undefined, work);
}

/** The plugin whose work is being done; `core` if none is. */
export function pluginInCharge(): string {
  return inCharge.getStore()?.plugin ?? 'core';
}

/** Whose work is being done; undefined in a program that is no plugin. */
export function workInHand(): Work | undefined {
  return inCharge.getStore();
}
