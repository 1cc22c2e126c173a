import type { Project, Role, Sources } from '@fck/core';
import { type Plan, planSchema } from './plan-schema.js';

/** The name that `build: plan:` has in the registry of builders. */
export const PLAN = 'plan';

/** The build plan of a role; undefined if it is built in another way. */
export function planOf(role: Role): Plan | undefined {
  return role.builder === PLAN ? planSchema.parse(role.values.get(`build.${PLAN}`)) : undefined;
}

/** The repositories that a plan updates and installs, in order. */
export function reposOf(plan: Plan, sources: Sources, project: Project): readonly string[] {
  return plan.repos.includes('__all__') ? sources.names(project) : plan.repos;
}
