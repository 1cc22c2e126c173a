import type { Fck } from '../api/container.js';
import type { ProvisionContext } from '../api/contexts.js';
import type { Facts } from '../api/facts.js';
import type { ProvisionStep } from '../api/step.js';
import { bindPlugin, currentPlugin } from '../attribution/attribution.js';
import { provisionErrors } from '../errors/provision.js';
import { packageStep, TOOLS_KEY, toolStep } from './declare-tool.js';
import type { DeclaredStep } from './declared-step.js';

/** Collects the steps that taps of `provision` declare for one host. */
export class StepList {
  readonly steps: DeclaredStep[] = [];
  readonly #listed = new Map<string, number>();
  readonly #keys = new Map<string, string[]>();
  readonly #fck: Fck;
  readonly #facts: Facts;

  constructor(fck: Fck, facts: Facts) {
    this.#fck = fck;
    this.#facts = facts;
  }

  /** @throws FckError `STEP_TWICE`, `STEP_AFTER_UNKNOWN` */
  declare(step: DeclaredStep, applies?: DeclaredStep['applies']): void {
    if (this.#has(step.name)) throw provisionErrors.duplicateStep(step.name);
    const unknown = step.after === '*' ? undefined : step.after?.find((name) => !this.#has(name));
    if (unknown !== undefined) throw provisionErrors.unknownAfter(step.name, unknown);
    this.steps.push({
      ...boundToPlugin(step),
      plugin: currentPlugin(),
      applies: applies && bindPlugin(applies, `condition of "${step.name}"`),
    });
  }

  /** @throws FckError `NAME_UNKNOWN` */
  tool(
    context: ProvisionContext,
    name: string,
    key: string = whoAsks(),
    applies?: DeclaredStep['applies'],
  ): void {
    const keys = this.#keys.get(name) ?? [];
    this.#keys.set(name, keys);
    if (!keys.includes(key)) keys.push(key);
    const times = (this.#listed.get(name) ?? 0) + 1;
    this.#listed.set(name, times);
    if (name.startsWith('package:')) {
      this.#declareOnce(packageStep(name.slice('package:'.length), this.#facts, keys), applies);
      return;
    }
    const tool = this.#fck.tools.get(name);
    if ('declare' in tool) {
      if (times === 1 || tool.repeatable) tool.declare(context, { facts: this.#facts, times });
    } else {
      this.#declareOnce(toolStep(name, tool, this.#facts, keys), applies);
    }
  }

  /** A tool that one key asks for unconditionally is needed, even if others have a condition. */
  #declareOnce(step: DeclaredStep, applies: DeclaredStep['applies']): void {
    const index = this.steps.findIndex(({ name }) => name === step.name);
    const known = this.steps[index];
    if (!known) this.declare(step, applies);
    else if (known.applies)
      this.steps[index] = {
        ...known,
        applies: applies && eitherOf(known.applies, bindPlugin(applies, `condition of "${step.name}"`)),
      };
  }

  #has(name: string): boolean {
    return this.steps.some((step) => step.name === name);
  }
}

function eitherOf(one: () => Promise<boolean>, other: () => Promise<boolean>): () => Promise<boolean> {
  return async () => (await Promise.all([one(), other()])).includes(true);
}

/** The source of a request for a tool that comes from no key of the role. */
function whoAsks(): string {
  const plugin = currentPlugin();
  return plugin === 'core' ? TOOLS_KEY : `the plugin ${plugin}`;
}

/** A step runs after the tap that declared it has ended. */
function boundToPlugin(step: DeclaredStep): DeclaredStep {
  const what = `step "${step.name}"`;
  const check = bindPlugin<Parameters<ProvisionStep['check']>, Promise<boolean>>(
    (...args) => step.check(...args),
    what,
  );
  return step.apply
    ? { ...step, check, apply: bindPlugin((remote) => step.apply(remote), what) }
    : { ...step, check };
}
