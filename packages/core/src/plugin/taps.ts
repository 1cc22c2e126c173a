import { FckError, isFckError, messageOf } from '../errors/fck-error.js';
import type { Hooks } from '../hooks.js';
import { inNameOf } from './attribution.js';

interface AnyTap {
  name: string;
  type: 'sync' | 'async' | 'promise';
  fn: (...args: unknown[]) => unknown;
}

/**
 * Wraps every tap of every hook once, as it is registered: a tap that returns a promise is awaited even if it was tapped
 * with `tap(async …)`, and whatever it throws says which plugin, hook and host it came from.
 */
export function wrapTaps(hooks: Hooks, owner: () => string): void {
  for (const [hookName, hook] of Object.entries(hooks)) {
    hook.intercept({
      register: (registered: unknown) => {
        const tap = { ...(registered as AnyTap), owner: owner() };
        return hookName === 'event'
          ? tap
          : { ...tap, type: 'promise', fn: awaited(tap, hookName, tap.owner) };
      },
    });
  }
}

function awaited(tap: AnyTap, hook: string, plugin: string): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    try {
      return await inNameOf(plugin, () =>
        tap.type === 'async' ? calledBack(tap.fn, args) : tap.fn(...args),
      );
    } catch (thrown) {
      throw stamped(thrown, { plugin, hook, host: hostOf(args) });
    }
  };
}

function calledBack(fn: AnyTap['fn'], args: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    fn(...args, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
  });
}

function stamped(
  thrown: unknown,
  known: { plugin: string; hook: string; host: string | undefined },
): FckError {
  if (isFckError(thrown)) return thrown.stamp(known);
  return new FckError({
    code: 'PLUGIN_FAILED',
    message: `The plugin "${known.plugin}" failed in its ${known.hook} hook: ${messageOf(thrown)}`,
    hint: 'This is an error in the plugin. --verbose shows where it was thrown.',
    cause: thrown,
  }).stamp(known);
}

/** The host that a tap was working on, where its first argument says so. */
function hostOf(args: unknown[]): string | undefined {
  const first = args.find(
    (arg): arg is { host: { name: string } } => typeof arg === 'object' && arg !== null && 'host' in arg,
  );
  return first?.host.name;
}
