import { AsyncLocalStorage } from 'node:async_hooks';
import { toldAsFailure } from './plugin-failure.js';
import { Clock, type Watch, watched } from './watched.js';

/** The work of a plugin, and its host. */
export interface Work {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
  /** The kind of work, if it is not the tap of the hook: `task "smoke"`. */
  readonly what?: string | undefined;
  /** Set while the plugin is applied: only then it may register. */
  readonly apply?: { ended: boolean } | undefined;
  /** Measures its time, together with that of its callers. */
  readonly clock?: Clock | undefined;
  /** Has the time limits. */
  readonly watch?: Watch | undefined;
  /** Aborted by an interruption: then it should end. Undefined for work that must not be interrupted. */
  readonly signal?: AbortSignal | undefined;
}

const running = new AsyncLocalStorage<Work | undefined>();

/**
 * Runs code as a plugin: its steps and notes carry the plugin's name, and its errors name the plugin, the hook and the
 * host. Its time is limited, unless it is part of other limited work.
 */
export function runAs<T>(plugin: string, work: () => T, on: Omit<Work, 'plugin'> = {}): T {
  const outer = running.getStore();
  const watch = on.watch ?? outer?.watch;
  const own = on.clock ?? (outer?.clock || !watch || plugin === 'core' ? undefined : new Clock());
  const clock = own ?? outer?.clock;
  const inner: Work = {
    plugin,
    hook: on.hook ?? outer?.hook,
    host: on.host ?? outer?.host,
    what: on.what,
    apply: on.apply,
    clock,
    watch,
    signal: on.signal ?? outer?.signal,
  };
  clock?.plugins.push(plugin);
  const end = () => void clock?.plugins.splice(clock.plugins.lastIndexOf(plugin), 1);
  const fail = (thrown: unknown): never => {
    throw toldAsFailure(thrown, inner);
  };
  let result: T;
  try {
    result = running.run(inner, work);
  } catch (thrown) {
    end();
    return fail(thrown);
  }
  if (!(result instanceof Promise)) {
    end();
    return result;
  }
  const ended = own && watch ? watched(result, inner, own, watch) : result;
  // The caller gets the promise whose failure is attributed.
  return ended.catch(fail).finally(end) as T;
}

/** The owner of a function, and what it is part of. */
export interface Attribution {
  readonly plugin: string;
  /** For messages: `task "smoke"`. */
  readonly what: string;
  readonly watch?: Watch | undefined;
}

/** A function of a plugin that runs as this plugin for any caller. */
export function attributed<Arguments extends unknown[], T>(
  call: (...args: Arguments) => T,
  { plugin, what, watch }: Attribution,
): (...args: Arguments) => T {
  return (...args) => {
    const host = running.getStore()?.host ?? hostOf(args);
    return runAs(plugin, () => call(...args), { host, what, watch, signal: signalOf(args) });
  };
}

/**
 * Binds later work to the current plugin, as {@link runAs} would run it now.
 *
 * @param what for messages: `step "nginx is installed"`
 */
export function bindPlugin<Arguments extends unknown[], T>(
  work: (...args: Arguments) => T,
  what?: string,
): (...args: Arguments) => T {
  const current = running.getStore();
  if (!current) return work;
  const { plugin, hook, host, watch, signal } = current;
  return (...args) =>
    runAs(plugin, () => work(...args), {
      hook,
      host: host ?? hostOf(args),
      what: what ?? current.what,
      watch,
      signal: signalOf(args) ?? signal,
    });
}

/**
 * Runs core's own code for a plugin. Functions of plugins that it calls have time of their own, so the caller's time is
 * stopped meanwhile.
 */
export async function runAsCore<T>(work: () => Promise<T>): Promise<T> {
  const clock = running.getStore()?.clock;
  if (clock) clock.pauses += 1;
  try {
    return await running.run(undefined, work);
  } finally {
    if (clock) clock.pauses -= 1;
  }
}

/** Waits for a command or a transfer on a host, for which a plugin is not blamed. */
export function onHost<T>(work: () => Promise<T>): Promise<T> {
  const clock = running.getStore()?.clock;
  if (!clock) return work();
  clock.busy += 1;
  return work().finally(() => {
    clock.busy -= 1;
  });
}

/** Sets the current work, and leaves failures as they are. `undefined`: the work of no plugin. */
export function withWork<T>(work: Work | undefined, run: () => T): T {
  return running.run(work, run);
}

/** The plugin that is running; `core` if none is. */
export function currentPlugin(): string {
  return running.getStore()?.plugin ?? 'core';
}

/** The current work; undefined in a program that is no plugin. */
export function currentWork(): Work | undefined {
  return running.getStore();
}

/** The host that a function works on, if its arguments have one. */
export function hostOf(args: readonly unknown[]): string | undefined {
  for (const arg of args) {
    if (typeof arg !== 'object' || arg === null) continue;
    const host: unknown = 'host' in arg ? arg.host : 'address' in arg ? arg : undefined;
    if (typeof host === 'object' && host !== null && 'name' in host && typeof host.name === 'string')
      return host.name;
  }
  return undefined;
}

/** The signal of the context that a function gets: aborted by an interruption. */
export function signalOf(args: readonly unknown[]): AbortSignal | undefined {
  for (const arg of args)
    if (typeof arg === 'object' && arg !== null && 'signal' in arg && arg.signal instanceof AbortSignal)
      return arg.signal;
  return undefined;
}

/** The plugin, hook and host of some work, for messages. */
export function placeOf(
  work: Work | undefined,
): { plugin: string; hook?: string | undefined; host?: string | undefined } | undefined {
  return work && { plugin: work.plugin, hook: work.hook, host: work.host };
}
