import { provisionErrors } from '../errors/provision.js';
import type { Fck } from '../fck.js';
import { inSameName } from '../plugin/attribution.js';
import type { Facts } from '../remote/facts.js';
import type { ProvisionContext } from '../run/contexts.js';
import { packageStep, TOOLS_KEY, toolStep } from './declare-tool.js';
import type { ProvisionStep } from './step.js';

/** A step that a tap declared. */
export type ListedStep = ProvisionStep & {
  /** Whether it matters on this host: one that does not is neither checked for nor applied. Looks only. */
  readonly applies?: (() => Promise<boolean>) | undefined;
};

/** Collects the steps that taps of `provision` declare for one host. */
export class StepList {
  readonly steps: ListedStep[] = [];
  readonly #listed = new Map<string, number>();
  readonly #keys = new Map<string, string[]>();
  readonly #fck: Fck;
  readonly #facts: Facts;

  constructor(fck: Fck, facts: Facts) {
    this.#fck = fck;
    this.#facts = facts;
  }

  /** @throws FckError `STEP_TWICE`, `STEP_AFTER_UNKNOWN` */
  declare(step: ProvisionStep, applies?: ListedStep['applies']): void {
    if (this.#has(step.name)) throw provisionErrors.duplicateStep(step.name);
    const unknown = step.after === '*' ? undefined : step.after?.find((name) => !this.#has(name));
    if (unknown !== undefined) throw provisionErrors.unknownAfter(step.name, unknown);
    this.steps.push({ ...ofPluginInCharge(step), applies: applies && inSameName(applies) });
  }

  /** @throws FckError `NAME_UNKNOWN` */
  tool(context: ProvisionContext, name: string, key = TOOLS_KEY, applies?: ListedStep['applies']): void {
    const keys = this.#keys.get(name) ?? [];
    this.#keys.set(name, keys);
    if (!keys.includes(key)) keys.push(key);
    const times = (this.#listed.get(name) ?? 0) + 1;
    this.#listed.set(name, times);
    if (name.startsWith('package:')) {
      this.#declareOnce(packageStep(name.slice('package:'.length)), applies);
      return;
    }
    const tool = this.#fck.tools.get(name);
    if ('declare' in tool) {
      if (times === 1 || tool.repeatable) tool.declare(context, { facts: this.#facts, times });
    } else {
      this.#declareOnce(toolStep(name, tool, this.#facts, keys), applies);
    }
  }

  /** A tool that is asked for without a condition is needed, whoever else asks for it with one. */
  #declareOnce(step: ProvisionStep, applies: ListedStep['applies']): void {
    const index = this.steps.findIndex(({ name }) => name === step.name);
    const known = this.steps[index];
    if (!known) this.declare(step, applies);
    else if (known.applies)
      this.steps[index] = { ...known, applies: applies && eitherOf(known.applies, inSameName(applies)) };
  }

  #has(name: string): boolean {
    return this.steps.some((step) => step.name === name);
  }
}

function eitherOf(one: () => Promise<boolean>, other: () => Promise<boolean>): () => Promise<boolean> {
  return async () => (await Promise.all([one(), other()])).includes(true);
}

/** A step is done after the tap that declared it has ended. */
function ofPluginInCharge(step: ProvisionStep): ProvisionStep {
  const check = inSameName<Parameters<ProvisionStep['check']>, Promise<boolean>>((...args) =>
    step.check(...args),
  );
  return step.apply
    ? { ...step, check, apply: inSameName((remote) => step.apply(remote)) }
    : { ...step, check };
}
