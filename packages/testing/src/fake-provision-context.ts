import type { ProvisionContext, ProvisionStep } from '@fck/core';
import { type FakeContextOptions, type FakeHostContext, fakeHostContext } from './fake-context.js';

/** The context of a `provision` tap, with what the tap declared. */
export interface FakeProvisionContext extends FakeHostContext, ProvisionContext {
  readonly remote: FakeHostContext['remote'];
  readonly state: FakeHostContext['state'];
  /** The declared steps, in order. */
  readonly declared: readonly ProvisionStep[];
  /** The requested tools, in order. */
  readonly tools: readonly string[];
  /**
   * Applies the declared steps that are not up to date, in order, as core would on a host.
   *
   * @returns the names of the applied steps
   * @throws Error if a step was applied and its check still fails
   */
  applySteps(): Promise<string[]>;
}

/**
 * Makes the context of a `provision` tap.
 *
 * @example
 * const context = fakeProvisionContext({ answers: [['systemctl is-active redis', false]] });
 * provisionRedis(context);
 * expect(context.declared.map(({ name }) => name)).toEqual(['redis runs']);
 */
export function fakeProvisionContext(options: FakeContextOptions = {}): FakeProvisionContext {
  const declared: ProvisionStep[] = [];
  const tools: string[] = [];
  const context = fakeHostContext(options);
  const self: FakeProvisionContext = {
    ...context,
    declared,
    tools,
    declare: (step) => declared.push(step),
    tool: (name) => tools.push(name),
    onlyIf: (condition) => ({
      ...self,
      declare: (step) =>
        declared.push({
          ...step,
          check: async (remote, progress) => !(await condition()) || step.check(remote, progress),
        }),
    }),
    applySteps: async () => {
      const applied: string[] = [];
      for (const step of declared) {
        if (await step.check(context.remote, { changedSinceBoot: applied.length > 0 })) continue;
        await context.step(step.name, () => applyStep(step, context));
        applied.push(step.name);
      }
      return applied;
    },
  };
  return self;
}

/** Packages are files of the fake host: `/packages/NAME`, which a check may look for. */
async function applyStep(step: ProvisionStep, { remote }: FakeHostContext): Promise<void> {
  if (step.apply) await step.apply(remote);
  else for (const name of step.packages) await remote.as('root').write(`/packages/${name}`, 'installed');
  if (remote.dryRun || (step.apply && step.reboots)) return;
  if (!(await step.check(remote, { changedSinceBoot: true })))
    throw new Error(`The step "${step.name}" was applied, and its check still fails.`);
}
