import type { HostContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import { activationPlan } from '../plan.js';
import { siteName } from '../services/instance-names.js';

/**
 * The `Host` header of requests to a service: the name that the role sets for health checks, or else the first name of
 * its site. Applications refuse other names, as Django does by `ALLOWED_HOSTS`.
 */
export function hostHeader(
  context: Pick<HostContext, 'fck' | 'project' | 'role'>,
  sections: CoreSections,
): string | undefined {
  const { fck, role } = context;
  const chosen = sections.health.of(role)?.host;
  const proxy = activationPlan(fck, role)?.proxy;
  if (chosen !== undefined || !proxy) return chosen;
  const section = role.values.get(`activate.${proxy.name}`);
  return proxy.value.address({ name: siteName(context), section }).hostName;
}
