import type { SentSection } from '../api/contexts.js';
import type { Role } from '../api/role.js';
import { isUnset, type UnsetSecret } from '../command/unset-secret.js';
import { secretsIn } from '../config/hide-secrets.js';
import { isExtension } from '../config/validate.js';
import type { SectionRegistry } from '../registry/section-registry.js';
import type { RunContainer } from './run-container.js';
import type { NamedTask } from './task-order.js';

/** Sections of a role that only one phase reads. */
const PHASES: readonly SentSection[] = ['provision', 'build', 'activate'];

/**
 * Unset environment variables whose values tasks send to hosts: those of the project, and those of the roles without
 * the sections of other phases. Tasks that send nothing need none.
 */
export function unsetValuesFor(
  { project, sections }: Pick<RunContainer, 'project' | 'sections'>,
  tasks: readonly NamedTask[],
  roles: readonly Role[],
): readonly UnsetSecret[] {
  const sent = PHASES.filter((phase) => tasks.some(({ task }) => task.sends?.includes(phase)));
  if (sent.length === 0) return [];
  const others = PHASES.filter((phase) => !sent.includes(phase));
  const inEnvironment = roles.filter((role) => sendsEnvironment(sections, role, sent));
  const withoutEnvironment = (isSent: boolean) => (isSent ? [] : ['env']);
  return [
    ...unsetIn(project.document.value, ['roles', ...withoutEnvironment(inEnvironment.length > 0)]),
    ...roles.flatMap((role) =>
      unsetIn(role.document.value, [...others, ...withoutEnvironment(inEnvironment.includes(role))]),
    ),
  ];
}

/** Whether services or commands of a role get its environment in one of these phases. */
function sendsEnvironment(
  sections: SectionRegistry,
  { values, activates }: Role,
  sent: readonly SentSection[],
): boolean {
  if (activates && sent.includes('activate')) return true;
  return sent.some((phase) =>
    sections
      .at(`role.${phase}`)
      .some(({ name, usesEnvironment }) => usesEnvironment && values.has(`${phase}.${name}`)),
  );
}

function unsetIn(values: Readonly<Record<string, unknown>>, without: readonly string[]): UnsetSecret[] {
  const read = Object.entries(values).filter(([key]) => !without.includes(key) && !isExtension(key));
  return read.flatMap(([, value]) => secretsIn(value)).filter(isUnset);
}
