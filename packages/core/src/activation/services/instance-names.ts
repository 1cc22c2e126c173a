import type { HostContext } from '../../api/contexts.js';
import type { Instance } from '../../api/service.js';

/** Name of a role's site on its hosts: `<project>.<role>`. A project's name has no dot. */
export function siteName({ project, role }: Pick<HostContext, 'project' | 'role'>): string {
  return `${project.name}.${role.name}`;
}

/**
 * Prefix of the ids of a role's instances. Ids of other roles may share it (`shop.web.` is also the beginning of those
 * of `web.eu`): {@link instancesOfRole} tells them apart.
 */
export function instancePrefix(context: Pick<HostContext, 'project' | 'role'>): string {
  return `${siteName(context)}.`;
}

/** The ids that belong to this role: after the prefix come the service, which has no dot, and two numbers. */
export function instancesOfRole(
  context: Pick<HostContext, 'project' | 'role'>,
  ids: readonly string[],
): string[] {
  const prefix = instancePrefix(context);
  return ids.filter((id) => id.startsWith(prefix) && /^[^.]+\.\d+\.\d+$/.test(id.slice(prefix.length)));
}

/** Id of one start of a service: `<project>.<role>.<kind>.<build number>.<generation>`. */
export function instanceId(
  context: Pick<HostContext, 'project' | 'role'>,
  kind: string,
  buildNumber: number,
  generation: number,
): Instance['id'] {
  return `${instancePrefix(context)}${kind}.${buildNumber}.${generation}`;
}

/** The generation in an instance's id; 0 if there is none. */
export function generationIn(id: string): number {
  return Number(/\.(\d+)$/.exec(id)?.[1] ?? 0);
}
