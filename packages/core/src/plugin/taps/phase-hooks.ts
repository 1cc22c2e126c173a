import { AsyncSeriesHook } from 'tapable';
import type { CoreHooks, Hooks } from '../../api/hooks.js';
import type { PhaseHook } from '../../api/phase.js';
import { currentWork } from '../../attribution/attribution.js';
import { placeThrown } from '../../attribution/place-thrown.js';
import type { Place } from '../../errors/fck-error.js';
import { hookErrors } from '../../errors/hook.js';
import { nearestTo } from '../../errors/nearest.js';
import { type TapSurroundings, wrapTaps } from './taps.js';

/** A hook that a plugin asked for, and that no phase has yet. */
interface Awaited {
  readonly hook: PhaseHook;
  readonly plugin: string;
  readonly where: Place | undefined;
}

/**
 * The hooks of a container: those of core, and those of phases. A plugin may tap the hook of a phase before the plugin that registers the
 * phase is applied.
 */
export class PhaseHooks {
  /** What plugins get. Reading an unknown hook is an error of the plugin; other code, such as a debugger, gets undefined. */
  readonly hooks: Hooks;
  readonly #known: CoreHooks & Record<string, unknown>;
  readonly #surroundings: TapSurroundings;
  readonly #awaited = new Map<string, Awaited>();

  constructor(core: CoreHooks, surroundings: TapSurroundings) {
    this.#known = { ...core };
    this.#surroundings = surroundings;
    wrapTaps(this.#known, surroundings);
    const hooks: CoreHooks = new Proxy(this.#known, {
      get: (target, name, receiver) => {
        const work = currentWork();
        if (name in target || typeof name !== 'string' || !work || name === 'then' || name === 'toJSON')
          return Reflect.get(target, name, receiver);
        if (!work.apply || work.apply.ended) throw this.#unknown(name, work.plugin, placeThrown(new Error()));
        return this.#await(name, work.plugin);
      },
    });
    // Those of phases are made when a plugin first asks for them.
    this.hooks = hooks as Hooks;
  }

  /** Makes the hook of a phase, or finds the one of core. */
  declare(name: string): void {
    if (name in this.#known) return;
    this.#known[name] = this.#awaited.get(name)?.hook ?? this.#make(name);
    this.#awaited.delete(name);
  }

  /** The hook of a phase that a plugin has registered. */
  of(name: string): PhaseHook {
    return this.#known[name] as PhaseHook;
  }

  /**
   * Checks, once all plugins are applied, that every hook that plugins tap exists.
   *
   * @throws FckError `HOOK_UNKNOWN`
   */
  check(): void {
    for (const [name, { plugin, where }] of this.#awaited) throw this.#unknown(name, plugin, where);
  }

  #await(name: string, plugin: string): PhaseHook {
    const known = this.#awaited.get(name) ?? {
      hook: this.#make(name),
      plugin,
      where: placeThrown(new Error()),
    };
    this.#awaited.set(name, known);
    return known.hook;
  }

  #make(name: string): PhaseHook {
    const hook: PhaseHook = new AsyncSeriesHook(['context'], name);
    wrapTaps({ [name]: hook }, this.#surroundings);
    return hook;
  }

  #unknown(name: string, plugin: string, where: Place | undefined) {
    const known = Object.keys(this.#known);
    return hookErrors.unknown(name, known, nearestTo(name, known), plugin, where);
  }
}
