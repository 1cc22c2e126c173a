import type { HostContext } from '../run/contexts.js';
import type { Instance } from './service.js';

/**
 * Names the site of a role on its hosts: `<project>.<role>`. Neither can hold a point, so that no two roles' names begin
 * alike.
 */
export function siteName({ project, role }: Pick<HostContext, 'project' | 'role'>): string {
  return `${project.name}.${role.name}`;
}

/** Begins the id of every instance of a role. */
export function instancePrefix(context: Pick<HostContext, 'project' | 'role'>): string {
  return `${siteName(context)}.`;
}

/** Names one start of a service: `<project>.<role>.<kind>.<build number>.<generation>`. */
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
