import type { HostContext } from '../api/contexts.js';

/**
 * Whether a host is the one of its role that does what only one may do: the first by name. All hosts of the role count, not only the
 * chosen ones, so that every run picks the same.
 *
 * @example if (!(await isFirstOfRole(context))) return;
 */
export async function isFirstOfRole({
  host,
  role,
  hostsOf,
}: Pick<HostContext, 'host' | 'role' | 'hostsOf'>): Promise<boolean> {
  const [first] = (await hostsOf(role.name)).map(({ name }) => name).toSorted();
  return host.name === first;
}
