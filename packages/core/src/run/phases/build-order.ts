import type { Role } from '../../api/role.js';
import { runErrors } from '../../errors/run.js';
import type { Session } from '../session.js';

/**
 * Groups roles so that each group needs only builds of groups before it.
 *
 * @throws FckError `ROLE_CYCLE` if the roles form a cycle
 */
export function inBuildOrder({ fck }: Session, roles: readonly Role[]): Role[][] {
  const waves: Role[][] = [];
  let waiting = [...roles];
  while (waiting.length > 0) {
    const needs = (role: Role) => {
      const builder = fck.builders.get(role.builder ?? '');
      return builder.dependsOn?.(role.values.get(`build.${role.builder}`)) ?? [];
    };
    const ready = waiting.filter(
      (role) => !needs(role).some((name) => waiting.some((other) => other.name === name)),
    );
    if (ready.length === 0) throw runErrors.roleCycle(waiting.map(({ name }) => name));
    waves.push(ready);
    waiting = waiting.filter((role) => !ready.includes(role));
  }
  return waves;
}
