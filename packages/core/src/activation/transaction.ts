import type { Build } from '../build/build.js';
import { messageOf } from '../errors/fck-error.js';
import { inSameName } from '../plugin/attribution.js';
import type { ActivationContext, HostContext, Json } from '../run/contexts.js';

interface Act {
  readonly name: string;
  readonly work: () => Promise<void>;
}

/**
 * One host in each part of an activation, so that every step is shown where it is done. An interruption must not stop
 * finishing and taking back.
 */
export interface ActivationContexts {
  readonly prepare: HostContext;
  readonly switch: HostContext;
  readonly finish: HostContext;
  readonly undo: HostContext;
}

/** The activation of one host: what was registered for later, and how to take back what was done. */
export class HostActivation {
  readonly context: ActivationContext;
  readonly #contexts: ActivationContexts;
  #current: HostContext;
  readonly #switches: Act[] = [];
  readonly #verifications: Act[] = [];
  readonly #finishes: Act[] = [];
  readonly #undo: { step: string; data: Json }[] = [];

  constructor(contexts: ActivationContexts, build: Build) {
    const { prepare } = contexts;
    this.#contexts = contexts;
    this.#current = prepare;
    this.context = {
      ...prepare,
      build,
      buildPath: prepare.paths.build(build.name),
      step: (name, work) => this.#current.step(name, work),
      undo: async (step, data) => {
        prepare.fck.undoSteps.get(step);
        this.#undo.push({ step, data });
      },
      switch: (name, work) => this.#switches.push({ name, work: inSameName(work) }),
      verify: (name, work) => this.#verifications.push({ name, work: inSameName(work) }),
      finish: (name, work) => this.#finishes.push({ name, work: inSameName(work) }),
    };
  }

  /** Makes the new build serve, and proves it. */
  async switchOver(): Promise<void> {
    this.#current = this.#contexts.switch;
    for (const { name, work } of [...this.#switches, ...this.#verifications])
      await this.context.step(name, work);
  }

  /** Does what may only happen now that the new build serves. A failure warns: it never takes back what serves. */
  async finish(): Promise<void> {
    this.#current = this.#contexts.finish;
    for (const { name, work } of this.#finishes) {
      try {
        await this.context.step(name, work);
      } catch (thrown) {
        this.context.warn(`${name}: ${messageOf(thrown)} The next activation tries again.`);
      }
    }
  }

  /** Takes back everything, last first. What cannot be taken back is told; the rest is taken back all the same. */
  async takeBack(): Promise<void> {
    this.#current = this.#contexts.undo;
    for (const { step, data } of this.#undo.splice(0).reverse()) {
      try {
        await this.context.fck.undoSteps.get(step)(this.#current, data);
      } catch (thrown) {
        this.context.warn(`could not take back "${step}": ${messageOf(thrown)}`);
      }
    }
  }
}
