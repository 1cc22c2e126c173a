import type { Role } from '../config/role.js';
import { activationErrors } from '../errors/activation.js';
import type { Fck } from '../fck.js';
import type { Registered } from '../registry/registry.js';
import type { Front } from './front.js';
import type { ProcessManager, ServiceKind } from './service.js';

/** What a role's `activate:` section names. */
export interface ActivationPlan {
  readonly services: readonly Registered<ServiceKind>[];
  /** Undefined for a role without a front server. */
  readonly front: Registered<Front> | undefined;
  /** Undefined for a role without services. */
  readonly manager: Registered<ProcessManager> | undefined;
}

/**
 * What a role's `activate:` section asks for; undefined if it has none.
 *
 * @throws FckError `NOTHING_TO_ACTIVATE`, `SEVERAL_FRONTS`, `CHOICE_NEEDED`
 */
export function activationPlan(fck: Fck, role: Role): ActivationPlan | undefined {
  if (!role.activates) return undefined;
  const named = <T>(entries: readonly Registered<T>[]) =>
    entries.filter(({ name }) => role.values.has(`activate.${name}`));
  const services = named(fck.services.entries());
  const fronts = named(fck.fronts.entries());
  const [front] = fronts;
  if (services.length === 0 && !front) throw activationErrors.nothingToRun(role.name);
  if (fronts.length > 1)
    throw activationErrors.severalFronts(
      role.name,
      fronts.map(({ name }) => name),
    );
  return { services, front, manager: services.length === 0 ? undefined : managerOf(fck, role) };
}

function managerOf(fck: Fck, role: Role): Registered<ProcessManager> {
  const chosen = fck.coreSections.processManager.of(role);
  return fck.processManagers.choose(
    chosen,
    'Say which one in the role: `activate: {process_manager: NAME}`.',
  );
}
