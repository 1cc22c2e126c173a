import { AsyncLocalStorage } from 'node:async_hooks';
import { toldAsFailure } from './plugin-failure.js';

/** What a plugin is doing, and on which host. */
export interface Work {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** While a plugin is applied, and only then, it may register. */
  readonly apply?: { ended: boolean } | undefined;
  /** The plugins that work in turn on one tap: one may call what another registered. The last is at work. */
  readonly atWork?: string[] | undefined;
}

const running = new AsyncLocalStorage<Work | undefined>();

/**
 * Runs code as a plugin: its steps and notes carry the plugin's name, and its errors name the plugin, the hook and the host.
 */
export function runAs<T>(plugin: string, work: () => T, on: Omit<Work, 'plugin'> = {}): T {
  const outer = running.getStore();
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
    result = running.run(own, work);
  } catch (thrown) {
    end();
    return fail(thrown);
  }
  // Whoever gets the promise gets the one whose failure says where it came from.
  if (result instanceof Promise) return result.catch(fail).finally(end) as T;
  end();
  return result;
}

/** Binds work that is done later to the current plugin, as {@link runAs} would run it now. */
export function bindPlugin<Arguments extends unknown[], T>(
  work: (...args: Arguments) => T,
): (...args: Arguments) => T {
  const current = running.getStore();
  if (!current) return work;
  const { plugin, hook, host } = current;
  return (...args) => runAs(plugin, () => work(...args), { hook, host });
}

/** Sets the current work, whatever it was before, and leaves failures as they are. `undefined`: no plugin's. */
export function withWork<T>(work: Work | undefined, run: () => T): T {
  return running.run(work, run);
}

/** The plugin that is running; `core` if none is. */
export function currentPlugin(): string {
  return running.getStore()?.plugin ?? 'core';
}

/** The work that is being done; undefined in a program that is no plugin. */
export function currentWork(): Work | undefined {
  return running.getStore();
}
