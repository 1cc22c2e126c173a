import { isFckError } from '../errors/fck-error.js';
import { provisionErrors } from '../errors/provision.js';
import type { Remote } from '../remote/remote.js';
import { installPackages } from './packages.js';
import type { ListedStep } from './step-list.js';

/** What the engine needs of the run it is part of. */
export interface ProvisionSetting {
  readonly remote: Remote;
  readonly signal: AbortSignal;
  /** Shows a step as a row. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /**
   * Keeps others from changing the host from now on.
   *
   * @returns whether somebody may have changed it since it was looked at
   */
  lock(): Promise<boolean>;
  /** Tells that a step found nothing to do. */
  satisfied(name: string): void;
}

/**
 * Makes every declared step true. All checks travel together; what does not hold is applied in the order it was declared;
 * what lies downstream of a change is checked again when its turn comes.
 *
 * @returns how many steps changed something
 * @throws FckError `STEP_UNMET` if a step was applied and its check still fails.
 */
export async function provisionHost(
  setting: ProvisionSetting,
  steps: readonly ListedStep[],
): Promise<number> {
  const { remote } = setting;
  const progress = { changedSinceBoot: false };
  const checkAll = () => checkTogether(steps, remote, progress);
  let holds = await checkAll();
  if (holds.includes(false) && (await setting.lock())) holds = await checkAll();
  const changed = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (changed.has(step.name)) continue;
    setting.signal.throwIfAborted();
    const found = dependsOnChange(step, changed) ? await holdsNow(step, remote, progress) : holds[index];
    if (found !== false) {
      if (found) setting.satisfied(step.name);
      continue;
    }
    const group = step.packages ? neighbours(steps, holds, index, changed) : [step];
    await apply(setting, group, progress);
    for (const { name } of group) changed.add(name);
    progress.changedSinceBoot = !(step.packages === undefined && step.reboots);
  }
  return changed.size;
}

/**
 * The unmet package steps from here on that may come at once: one transaction is faster than many. What stands between
 * them must hold already, or say itself what it comes after: only then nothing may depend on the order they were declared in.
 */
function neighbours(
  steps: readonly ListedStep[],
  holds: readonly Finding[],
  start: number,
  changed: ReadonlySet<string>,
): ListedStep[] {
  const end = steps.findIndex((step, index) => {
    if (index <= start) return false;
    if (step.packages) return dependsOnChange(step, changed);
    return step.after === '*' || (holds[index] === false && step.after === undefined);
  });
  return steps
    .slice(start, end === -1 ? undefined : end)
    .filter((step, offset) => step.packages && holds[start + offset] === false);
}

async function apply(
  setting: ProvisionSetting,
  group: readonly ListedStep[],
  progress: { changedSinceBoot: boolean },
): Promise<void> {
  const { remote } = setting;
  await setting.step(group.map(({ name }) => name).join(', '), async () => {
    const [first] = group;
    if (first?.apply) await first.apply(remote);
    else await installPackages(remote, [...new Set(group.flatMap(({ packages }) => packages ?? []))]);
    if (remote.dryRun || (first?.apply && first.reboots)) return;
    const after = await checkTogether(group, remote, progress);
    const unmet = group.find((_, index) => after[index] === false);
    if (unmet) throw provisionErrors.stillUnmet(remote.host.name, unmet.name);
  });
}

function dependsOnChange(step: ListedStep, changed: ReadonlySet<string>): boolean {
  if (changed.size === 0 || step.after === undefined) return false;
  return step.after === '*' || step.after.some((name) => changed.has(name));
}

/**
 * Asynchronous even where a plugin's check throws at once: what the checks before it asked would be awaited by nobody.
 *
 * @throws the first failure; if several tools cannot be had, one error that names them all
 */
async function checkTogether(
  steps: readonly ListedStep[],
  remote: Remote,
  progress: { changedSinceBoot: boolean },
): Promise<Finding[]> {
  const outcomes = await Promise.allSettled(steps.map((step) => find(step, remote, progress)));
  const failures: unknown[] = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  if (failures.length > 0) {
    const missing = failures.filter(isFckError).filter(({ code }) => UNAVAILABLE.has(code));
    throw missing.length > 1 ? provisionErrors.severalToolsMissing(remote.host.name, missing) : failures[0];
  }
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : false));
}

/** Whether a step holds; undefined if it does not apply: what its check says then, or fails with, does not matter. */
type Finding = boolean | undefined;

async function find(
  step: ListedStep,
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

/** Codes of errors that say of one tool each that the host's system does not offer it. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['TOOL_GONE', 'TOOL_NOT_OFFERED']);

/** In a dry run a check may depend on what is only planned: then it counts as unmet. */
async function holdsNow(
  step: ListedStep,
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
