import type { Remote } from '../api/remote.js';
import { isFckError } from '../errors/fck-error.js';
import { provisionErrors } from '../errors/provision.js';
import type { DeclaredStep } from './declared-step.js';
import { assertObtainable, bringsRepository } from './obtainable.js';
import { installPackages } from './packages.js';

/** The functions of a run that provisioning uses. */
export interface ProvisionSetting {
  readonly remote: Remote;
  readonly signal: AbortSignal;
  /** Shows a step as a row of the plugin that declared it. */
  step<T>(name: string, plugin: string, work: () => Promise<T>): Promise<T>;
  /**
   * Locks the host from now on.
   *
   * @returns whether another run may have changed it since it was checked
   */
  lock(): Promise<boolean>;
  /** Reports a step that found nothing to do. */
  satisfied(name: string, plugin: string): void;
}

/** The result of checking a host. */
export interface Inspection {
  /** Whether each step is met; undefined for one that does not apply. */
  readonly holds: readonly Finding[];
  /** Steps whose packages can be looked up only once a repository has been added. */
  readonly unjudged: ReadonlySet<DeclaredStep>;
}

/**
 * Checks all steps of a host together, and that it can get missing packages. Changes nothing.
 *
 * @param earlier an earlier result: if it has the same unmet steps, repositories are not asked again
 * @throws the first failure of a check; otherwise what {@link assertObtainable} throws
 */
export async function inspectHost(
  remote: Remote,
  steps: readonly DeclaredStep[],
  earlier?: Inspection,
): Promise<Inspection> {
  const holds = await checkTogether(steps, remote, { changedSinceBoot: false });
  if (earlier && holds.every((holdsNow, index) => holdsNow === earlier.holds[index])) return earlier;
  return { holds, unjudged: await assertObtainable(remote, steps, holds) };
}

/**
 * Applies every declared step that is not met, in the order of declaration; the steps after a change are checked again
 * when their turn comes. Packages that add repositories come first.
 *
 * @param seen the result of {@link inspectHost}
 * @returns how many steps changed something
 * @throws FckError `STEP_UNMET` if a step was applied and its check still fails; what {@link assertObtainable} throws
 */
export async function provisionHost(
  setting: ProvisionSetting,
  steps: readonly DeclaredStep[],
  seen: Inspection,
): Promise<number> {
  const { remote } = setting;
  const progress = { changedSinceBoot: false };
  const changed = new Set<string>();
  let { holds, unjudged } = seen;
  if (holds.includes(false) && (await setting.lock()))
    ({ holds, unjudged } = await inspectHost(remote, steps, seen));
  const applyAll = async (group: readonly DeclaredStep[]) => {
    await apply(setting, group, progress);
    for (const { name } of group) changed.add(name);
    progress.changedSinceBoot = !(group[0]?.apply && group[0].reboots);
  };
  const judge = async (group: readonly DeclaredStep[]) => {
    const late = group.filter((step) => unjudged.has(step));
    if (late.length > 0 && !remote.dryRun)
      await assertObtainable(
        remote,
        late,
        late.map(() => false),
      );
  };
  const repositories = steps.filter((step, index) => holds[index] === false && bringsRepository(step));
  if (repositories.length > 0) {
    await applyAll(repositories);
    const stillHolds = steps.map((step, index) => repositories.includes(step) || holds[index]);
    if (!remote.dryRun) unjudged = await assertObtainable(remote, steps, stillHolds);
  }
  for (const [index, step] of steps.entries()) {
    if (changed.has(step.name)) continue;
    setting.signal.throwIfAborted();
    const found = dependsOnChange(step, changed) ? await holdsNow(step, remote, progress) : holds[index];
    if (found !== false) {
      if (found) setting.satisfied(step.name, step.plugin ?? 'core');
      continue;
    }
    const group = step.packages ? neighbours(steps, holds, index, changed) : [step];
    await judge(group);
    await applyAll(group);
  }
  return changed.size;
}

/**
 * The unmet package steps from here on that can be installed together: one transaction is faster than many. Any step
 * between them must be met already, or name the steps that it comes after: only then no step depends on the order of
 * declaration.
 */
function neighbours(
  steps: readonly DeclaredStep[],
  holds: readonly Finding[],
  start: number,
  changed: ReadonlySet<string>,
): DeclaredStep[] {
  const end = steps.findIndex((step, index) => {
    if (index <= start) return false;
    if (step.packages) return dependsOnChange(step, changed);
    return step.after === '*' || (holds[index] === false && step.after === undefined);
  });
  return steps
    .slice(start, end === -1 ? undefined : end)
    .filter(
      (step, offset) =>
        step.packages && (offset === 0 || holds[start + offset] === false) && !changed.has(step.name),
    );
}

async function apply(
  setting: ProvisionSetting,
  group: readonly DeclaredStep[],
  progress: { changedSinceBoot: boolean },
): Promise<void> {
  const { remote } = setting;
  await setting.step(group.map(({ name }) => name).join(', '), pluginOf(group), async () => {
    const [first] = group;
    if (first?.apply) await first.apply(remote);
    else await installPackages(remote, [...new Set(group.flatMap(({ packages }) => packages ?? []))]);
    if (remote.dryRun || (first?.apply && first.reboots)) return;
    const after = await checkTogether(group, remote, progress);
    const unmet = group.find((_, index) => after[index] === false);
    if (unmet) throw provisionErrors.stillUnmet(remote.host.name, unmet.name);
  });
}

/** The plugin that declared a group of steps; core, which joined them, if several did. */
function pluginOf(group: readonly DeclaredStep[]): string {
  const [plugin, another] = new Set(group.map((step) => step.plugin ?? 'core'));
  return another === undefined && plugin !== undefined ? plugin : 'core';
}

function dependsOnChange(step: DeclaredStep, changed: ReadonlySet<string>): boolean {
  if (changed.size === 0 || step.after === undefined) return false;
  return step.after === '*' || step.after.some((name) => changed.has(name));
}

/** Asynchronous even if a plugin's check throws at once: otherwise the earlier checks would never be awaited. */
async function checkTogether(
  steps: readonly DeclaredStep[],
  remote: Remote,
  progress: { changedSinceBoot: boolean },
): Promise<Finding[]> {
  const outcomes = await Promise.allSettled(steps.map((step) => find(step, remote, progress)));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : false));
}

/** Whether a step is met; undefined if it does not apply: the result or error of its check is then ignored. */
type Finding = boolean | undefined;

async function find(
  step: DeclaredStep,
  remote: Remote,
  progress: { changedSinceBoot: boolean },
): Promise<Finding> {
  const [applies, holds] = await Promise.allSettled([
    (async () => step.applies?.())(),
    (async () => step.check(remote, progress))(),
  ]);
  if (applies.status === 'rejected') throw applies.reason;
  if (applies.value === false) return undefined;
  if (holds.status === 'rejected') throw holds.reason;
  return holds.value;
}

/** In a dry run, a check may depend on a planned change: then the step counts as unmet. */
async function holdsNow(
  step: DeclaredStep,
  remote: Remote,
  progress: { changedSinceBoot: boolean },
): Promise<Finding> {
  try {
    return await find(step, remote, progress);
  } catch (thrown) {
    if (remote.dryRun && isFckError(thrown) && thrown.code === 'PLAN_UNKNOWN') return false;
    throw thrown;
  }
}
