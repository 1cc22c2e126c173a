import type { HostContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { ProcessManager } from '../../api/service.js';
import { activationErrors } from '../../errors/activation.js';
import { servingOf } from '../../state/serving.js';
import { instancePrefix, instancesOfRole } from './instance-names.js';

/** The process manager of a role on a host. */
export interface ManagerChoice {
  readonly manager: Registered<ProcessManager>;
  /** The reason for the choice; undefined if there was no choice, or the host has a record of it. */
  readonly why: string | undefined;
}

/**
 * Chooses the process manager of a role on a host: the one in the host's record, or the one that runs its services;
 * else the first one that the host supports. Reads only. A new choice is shown to the user.
 *
 * @param managers those that may run the services, in order of preference
 * @returns undefined if there are none
 * @throws FckError `PROCESS_MANAGER_MISSING`
 */
export async function chooseManager(
  context: HostContext,
  managers: readonly Registered<ProcessManager>[],
): Promise<ManagerChoice | undefined> {
  if (managers.length === 0) return undefined;
  const choice = (await managerInUse(context, managers)) ?? (await firstAvailable(context, managers));
  const { manager, why } = choice;
  if (why !== undefined) context.note(`${manager.name} runs the services of ${context.role.name}: ${why}.`);
  return choice;
}

/**
 * The process manager that a role already has on a host: the only candidate, the one in the host's record, or the one
 * that runs its services. Reads only.
 *
 * @returns undefined if the host has none yet
 */
export async function managerInUse(
  context: HostContext,
  managers: readonly Registered<ProcessManager>[],
): Promise<ManagerChoice | undefined> {
  const [only, another] = managers;
  if (!another) return only && { manager: only, why: undefined };
  const record = servingOf(await context.state.read(), context.role.name);
  const known = record.manager ?? record.instances[0]?.manager;
  const recorded = managers.find(({ name }) => name === known);
  return recorded ? { manager: recorded, why: undefined } : whatRunsServices(context, managers);
}

/** For services whose process manager was not recorded. */
async function whatRunsServices(
  context: HostContext,
  managers: readonly Registered<ProcessManager>[],
): Promise<ManagerChoice | undefined> {
  const { remote } = context;
  const lists = await Promise.all(
    managers.map(({ value }) =>
      // A process manager that is missing or does not answer counts as running nothing.
      value.list(remote, instancePrefix(context)).catch(() => []),
    ),
  );
  const index = lists.findIndex((ids) => instancesOfRole(context, ids).length > 0);
  const manager = managers[index];
  return manager && { manager, why: 'they run under it already' };
}

async function firstAvailable(
  context: HostContext,
  managers: readonly Registered<ProcessManager>[],
): Promise<ManagerChoice> {
  const reasons: string[] = [];
  for (const manager of managers) {
    const found = await manager.value.availability?.(context);
    if (!found) continue;
    reasons.push(found.why);
    if (found.available) return { manager, why: reasons.join(', and ') };
  }
  const names = managers.map(({ name }) => name);
  throw activationErrors.noProcessManager(context.host.name, context.role.name, names, reasons);
}
