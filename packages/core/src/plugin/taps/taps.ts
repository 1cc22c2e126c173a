import type { AdoptableMachine } from '../../api/adoptable-machine.js';
import { currentPlugin, hostOf, runAs, signalOf, withWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import { pluginFailure, toldAsFailure } from '../../attribution/plugin-failure.js';
import { Clock, type Watch } from '../../attribution/watched.js';
import { isFckError, type Place } from '../../errors/fck-error.js';
import { foundInWords } from '../../errors/found-in-words.js';
import { hookErrors } from '../../errors/hook.js';
import { attributeFunctions } from '../../registry/attributed-entry.js';
import { checkResult } from './tap-result.js';

interface AnyTap {
  name: string;
  type: 'sync' | 'async' | 'promise';
  fn: (...args: unknown[]) => unknown;
}

/** What running taps needs. */
export interface TapSurroundings extends Watch {
  /** Names the plugin that is being applied. */
  owner(): string;
}

/**
 * Wraps every tap of every hook once, at registration: a tap that returns a promise is awaited even if it was tapped
 * with `tap(async …)`, its errors name the plugin, hook and host, and it is reported if it takes long.
 */
export function wrapTaps(hooks: object, surroundings: TapSurroundings): void {
  for (const [hookName, hook] of Object.entries(hooks)) {
    // A listener may be added at any time.
    const ownerOfTap = hookName === 'event' ? currentPlugin : () => surroundings.owner();
    hook.intercept({
      register: (registered: unknown) => {
        const tap = { ...(registered as AnyTap), owner: ownerOfTap(), ...placed(hookName, registered) };
        if (typeof tap.fn !== 'function')
          throw hookErrors.wrongTap(hookName, tap.name, foundInWords(tap.fn).what, tap.owner);
        return hookName === 'event'
          ? { ...tap, fn: listening(tap, tap.owner, surroundings) }
          : { ...tap, type: 'promise', fn: awaited(tap, hookName, tap.owner, surroundings) };
      },
    });
  }
}

function awaited(
  tap: AnyTap,
  hook: string,
  plugin: string,
  surroundings: TapSurroundings,
): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    const work = { plugin, hook, host: hostOf(args), signal: signalOf(args) };
    try {
      const run = async () => (tap.type === 'async' ? calledBack(tap.fn, args) : tap.fn(...args));
      const result = await runAs(plugin, run, { ...work, clock: new Clock(), watch: surroundings });
      checkResult(hook, result);
      return hook === 'adopt' ? attributedMachines(result, plugin, surroundings) : result;
    } catch (thrown) {
      throw toldAsFailure(thrown, work);
    }
  };
}

const attributeMachine = attributeFunctions<AdoptableMachine>({ adopt: true });

/**
 * The findings of a tap of `adopt` are adopted after the tap has ended. Machines of taps before it name their own
 * plugin first.
 */
function attributedMachines(found: unknown, plugin: string, watch: Watch): unknown {
  if (!Array.isArray(found)) return found;
  return found.map((machine: AdoptableMachine) =>
    attributeMachine(machine, { plugin, what: `adoption of "${machine.id}"`, watch }),
  );
}

/** Reports a failing listener once; the run continues. */
function listening(tap: AnyTap, plugin: string, surroundings: TapSurroundings): AnyTap['fn'] {
  let isTold = false;
  const tell = (thrown: unknown) => {
    if (isTold) return;
    isTold = true;
    const text = isFckError(thrown)
      ? thrown.message
      : pluginFailure(thrown, { plugin, hook: 'event' }).message;
    surroundings.note({ level: 'warn', plugin, host: undefined, text });
  };
  return (...args) => {
    try {
      const result = withWork({ plugin, hook: 'event' }, () => tap.fn(...args));
      if (result instanceof Promise) result.catch(tell);
    } catch (thrown) {
      tell(thrown);
    }
  };
}

/** The place for errors that are found after the tap: in what a tap of `config` set, or an unknown `before`. */
function placed(hook: string, tap: unknown): { place?: Place | undefined } {
  const dependsOnOthers =
    typeof tap === 'object' && tap !== null && 'before' in tap && tap.before !== undefined;
  return dependsOnOthers || hook === 'config' ? { place: placeThrown(new Error()) } : {};
}

function calledBack(fn: AnyTap['fn'], args: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    fn(...args, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
  });
}
