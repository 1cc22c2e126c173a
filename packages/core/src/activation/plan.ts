import type { Fck } from '../api/container.js';
import type { HostContext } from '../api/contexts.js';
import type { Registered } from '../api/registry.js';
import type { ReverseProxy } from '../api/reverse-proxy.js';
import type { Role } from '../api/role.js';
import type { ProcessManager } from '../api/service.js';
import { activationErrors } from '../errors/activation.js';
import { isFirstOfRole } from '../hosts/first-of-role.js';
import type { PlannedService } from './planned-service.js';
import { chooseManager } from './services/choose-manager.js';
import { namedServices, plannedKind } from './services/named-services.js';

/** What a role's `activate:` section names. */
export interface ActivationPlan {
  readonly services: readonly PlannedService[];
  /** Undefined for a role without a reverse proxy. */
  readonly proxy: Registered<ReverseProxy> | undefined;
  /**
   * The process managers that may run its services. The role names one, or only one is loaded; otherwise, each host
   * gets the first one that it supports. Empty for a role without services.
   */
  readonly managers: readonly Registered<ProcessManager>[];
}

/** A role's `activate:` section, resolved for one host. */
export interface HostActivationPlan extends ActivationPlan {
  /** Runs the role's services on the host; undefined for a role without services. */
  readonly manager: Registered<ProcessManager> | undefined;
}

/**
 * Resolves a role's `activate:` section; undefined if it has none.
 *
 * @throws FckError `NOTHING_TO_ACTIVATE`, `SEVERAL_PROXIES`, `CHOICE_NEEDED`
 */
export function activationPlan(fck: Fck, role: Role): ActivationPlan | undefined {
  if (!role.activates) return undefined;
  const named = <T>(entries: readonly Registered<T>[]) =>
    entries.filter(({ name }) => role.values.has(`activate.${name}`));
  const services = [
    ...named(fck.services.entries()).map((kind) => plannedKind(role, kind)),
    ...namedServices(fck, role),
  ];
  const proxies = named(fck.proxies.entries());
  const [proxy] = proxies;
  if (services.length === 0 && !proxy) throw activationErrors.nothingToRun(role.name);
  if (proxies.length > 1)
    throw activationErrors.severalProxies(
      role.name,
      proxies.map(({ name }) => name),
    );
  return { services, proxy, managers: services.length === 0 ? [] : managersOf(fck, role) };
}

/**
 * Resolves a role's `activate:` section for a host; undefined if it has none. Reads only. If the host has no record of
 * the choice, the reason is shown.
 *
 * @throws FckError as {@link activationPlan}, and `PROCESS_MANAGER_MISSING`
 */
export async function activationPlanOn(context: HostContext): Promise<HostActivationPlan | undefined> {
  const plan = activationPlan(context.fck, context.role);
  if (!plan) return undefined;
  const [services, choice] = await Promise.all([
    servicesOn(context, plan.services),
    chooseManager(context, plan.managers),
  ]);
  return { ...plan, services, manager: choice?.manager };
}

/** Leaves out the services that another host of the role runs. */
async function servicesOn(
  context: HostContext,
  services: readonly PlannedService[],
): Promise<readonly PlannedService[]> {
  if (services.every(({ hosts }) => hosts === 'all')) return services;
  const isFirst = await isFirstOfRole(context);
  return services.filter(({ hosts }) => hosts === 'all' || isFirst);
}

/** A process manager that cannot tell whether a host supports it is used only if it is named, or the only one. */
function managersOf({ processManagers, coreSections }: Fck, role: Role): Registered<ProcessManager>[] {
  const entries = processManagers.entries();
  const chosen = coreSections.processManager.of(role);
  if (chosen === undefined && entries.length > 1 && entries.every(({ value }) => value.availability))
    return entries;
  return [processManagers.choose(chosen, 'Say which one in the role: `activate: {process_manager: NAME}`.')];
}
