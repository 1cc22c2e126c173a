import type { SentSection } from '../api/contexts.js';
import type { Project } from '../api/project.js';
import type { Role } from '../api/role.js';
import { isUnset, type UnsetSecret } from '../command/unset-secret.js';
import { secretsIn } from '../config/hide-secrets.js';
import { isExtension } from '../config/validate.js';
import type { NamedTask } from './task-order.js';

/** Sections of a role that only one phase reads. */
const PHASES: readonly SentSection[] = ['provision', 'build', 'activate'];

/**
 * Unset environment variables whose values tasks send to hosts: those of the project, and those of the roles without
 * the sections of other phases. Tasks that send nothing need none.
 */
export function unsetValuesFor(
  tasks: readonly NamedTask[],
  project: Project,
  roles: readonly Role[],
): readonly UnsetSecret[] {
  const sent = new Set(tasks.flatMap(({ task }) => task.sends ?? []));
  if (sent.size === 0) return [];
  const others = PHASES.filter((phase) => !sent.has(phase));
  return [
    ...unsetIn(project.document.value, ['roles']),
    ...roles.flatMap((role) => unsetIn(role.document.value, others)),
  ];
}

function unsetIn(values: Readonly<Record<string, unknown>>, without: readonly string[]): UnsetSecret[] {
  const read = Object.entries(values).filter(([key]) => !without.includes(key) && !isExtension(key));
  return read.flatMap(([, value]) => secretsIn(value)).filter(isUnset);
}
