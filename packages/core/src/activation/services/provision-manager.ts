import type { ProvisionContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { ProcessManager } from '../../api/service.js';
import { bindPlugin } from '../../attribution/attribution.js';
import { servingOf, withServing } from '../../state/serving.js';
import { chooseManager, type ManagerChoice } from './choose-manager.js';

/**
 * Declares the steps of a role's process manager on a host. If there are several candidates, each declares its steps,
 * and the steps of those that are not chosen do not apply: the choice is then read together with all checks, without a
 * round trip of its own.
 */
export async function provisionManager(
  context: ProvisionContext,
  managers: readonly Registered<ProcessManager>[],
): Promise<void> {
  const { role, state } = context;
  let choice: Promise<ManagerChoice | undefined> | undefined;
  // The choice is attributed to core, whichever plugin's step needs it first.
  const chosen = bindPlugin(async () => {
    choice ??= chooseManager(context, managers);
    return (await choice)?.manager;
  });
  const isChoice = managers.length > 1;
  for (const manager of managers) {
    const theirs = isChoice ? context.onlyIf(async () => (await chosen()) === manager) : context;
    await manager.value.provision?.(theirs);
  }
  if (!isChoice) return;
  context.declare({
    name: 'its process manager is chosen',
    after: [],
    check: async () => {
      const [manager, data] = await Promise.all([chosen(), state.read()]);
      return servingOf(data, role.name).manager === manager?.name;
    },
    apply: async () => {
      const name = (await chosen())?.name;
      await state.update((data) => withServing(data, role.name, (record) => ({ ...record, manager: name })));
    },
  });
}
