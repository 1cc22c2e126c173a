import type { Project, Sources } from '@fck/core';
import type { Plan } from './plan-schema.js';

/** The name that `build: plan:` has in the registry of builders. */
export const PLAN = 'plan';

/** The repositories that a plan updates and installs, in order. */
export function reposOf(plan: Plan, sources: Sources, project: Project): readonly string[] {
  return plan.repos.includes('__all__') ? sources.names(project) : plan.repos;
}
