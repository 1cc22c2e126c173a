import type { ProvisionContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { ProcessManager } from '../../api/service.js';
import { bindPlugin } from '../../attribution/attribution.js';
import { servingOf, withServing } from '../../state/serving.js';
import { chooseManager, type ManagerChoice } from './choose-manager.js';

/**
 * Declares what the process manager of a role needs of a host. Where several come into question, each declares its steps, and those
 * of the one that is not chosen do not apply: so the look at what was chosen travels with all checks, and costs no round trip.
 */
export async function provisionManager(
  context: ProvisionContext,
  managers: readonly Registered<ProcessManager>[],
): Promise<void> {
  const { role, state } = context;
  let choice: Promise<ManagerChoice | undefined> | undefined;
  // Core's own choice, whichever plugin's step is the first to need it.
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
