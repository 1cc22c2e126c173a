import type { HostContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { activationErrors } from '../../errors/activation.js';
import { servingOf } from '../../state/serving.js';
import { instancePrefix, instancesOfRole } from './instance-names.js';

/** Ids of instances, each with the process manager that runs it. */
export type ManagedInstances = ReadonlyMap<string, Registered<ProcessManager>>;

/**
 * Finds all instances of a role on a host, running or not, of its current process manager and of earlier ones. Reads
 * only.
 *
 * @throws FckError `PROCESS_MANAGER_NOT_LOADED`
 */
export async function instancesOnHost(
  context: HostContext,
  manager: Registered<ProcessManager> | undefined,
): Promise<ManagedInstances> {
  const { state, role, remote } = context;
  const { instances, draining } = servingOf(await state.read(), role.name);
  const managers = new Map(manager ? [[manager.name, manager]] : []);
  for (const instance of [...instances, ...draining]) {
    const { manager: name } = instance;
    if (name !== undefined && !managers.has(name)) managers.set(name, managerNamed(context, name, instance));
  }
  const lists = await Promise.all(
    [...managers.values()].map(async (one) => {
      const ids = await one.value.list(remote, instancePrefix(context));
      return instancesOfRole(context, ids).map((id) => [id, one] as const);
    }),
  );
  return new Map(lists.flat());
}

/**
 * The process manager that runs an instance.
 *
 * @param otherwise for an instance whose process manager was not recorded
 * @throws FckError `PROCESS_MANAGER_NOT_LOADED`
 */
export function managerOfInstance(
  context: HostContext,
  instance: Instance,
  otherwise: Registered<ProcessManager> | undefined,
): Registered<ProcessManager> | undefined {
  const { manager: name } = instance;
  return name === undefined || name === otherwise?.name ? otherwise : managerNamed(context, name, instance);
}

function managerNamed(
  { fck, host }: HostContext,
  name: string,
  { id }: Instance,
): Registered<ProcessManager> {
  const found = fck.processManagers.entries().find((entry) => entry.name === name);
  if (!found) throw activationErrors.managerNotLoaded(host.name, name, id);
  return found;
}

/** Stops instances, each by its process manager. */
export async function stopInstances(
  context: HostContext,
  instances: ManagedInstances,
  ids: readonly string[] = [...instances.keys()],
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      await instances.get(id)?.value.stop(context, id);
    }),
  );
}
