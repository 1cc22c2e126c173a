import type { Build } from '../build/build.js';
import { messageOf } from '../errors/fck-error.js';
import type { ActivationContext, HostContext, Json } from '../run/contexts.js';

interface Act {
  readonly name: string;
  readonly work: () => Promise<void>;
}

/** The activation of one host: what was registered for later, and how to take back what was done. */
export class HostActivation {
  readonly context: ActivationContext;
  readonly #undisturbed: HostContext;
  readonly #switches: Act[] = [];
  readonly #verifications: Act[] = [];
  readonly #finishes: Act[] = [];
  readonly #undo: { step: string; data: Json }[] = [];

  /** @param undisturbed the same host for work that an interruption must not stop: taking back, and finishing */
  constructor(context: HostContext, build: Build, undisturbed: HostContext) {
    this.#undisturbed = undisturbed;
    this.context = {
      ...context,
      build,
      buildPath: context.paths.build(build.name),
      undo: async (step, data) => {
        context.fck.undoSteps.get(step);
        this.#undo.push({ step, data });
      },
      switch: (name, work) => this.#switches.push({ name, work }),
      verify: (name, work) => this.#verifications.push({ name, work }),
      finish: (name, work) => this.#finishes.push({ name, work }),
    };
  }

  /** Makes the new build serve, and proves it. */
  async switchOver(): Promise<void> {
    for (const { name, work } of [...this.#switches, ...this.#verifications])
      await this.context.step(name, work);
  }

  /** Does what may only happen now that the new build serves. A failure warns: it never takes back what serves. */
  async finish(): Promise<void> {
    for (const { name, work } of this.#finishes) {
      try {
        await this.#undisturbed.step(name, work);
      } catch (thrown) {
        this.context.warn(`${name}: ${messageOf(thrown)} The next activation tries again.`);
      }
    }
  }

  /** Takes back everything, last first. What cannot be taken back is told; the rest is taken back all the same. */
  async takeBack(): Promise<void> {
    for (const { step, data } of this.#undo.splice(0).reverse()) {
      try {
        await this.context.fck.undoSteps.get(step)(this.#undisturbed, data);
      } catch (thrown) {
        this.context.warn(`could not take back "${step}": ${messageOf(thrown)}`);
      }
    }
  }
}
