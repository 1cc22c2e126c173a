import type { Role, Sources, Validation } from '@fck/core';
import { isVersioned } from './managed-python.js';
import { unfitLogins } from './packages-section.js';
import type { Plan } from './plan-schema.js';
import { PLAN, reposOf } from './planned-repos.js';

/** Reports every name in a role's plan that is not a repository of the project, or not one of the plan. */
export function checkPlan(validation: Validation, role: Role, plan: Plan, sources: Sources): void {
  const known = sources.names(validation.project);
  const planned = reposOf(plan, sources, validation.project);
  const report = (key: readonly string[], message: string, candidates: readonly string[]) =>
    validation.report({
      message,
      hint: oneOf(candidates),
      where: role.document.placeOf(['build', PLAN, ...key]),
    });

  if (planned.length === 0) {
    report(
      ['repos'],
      `The role "${role.name}" has a build plan, but the project has no repositories.`,
      known,
    );
  }
  for (const repo of planned.filter((name) => !known.includes(name))) {
    report(
      ['repos'],
      `The build plan of role "${role.name}" names the repository "${repo}", which is not among the project's.`,
      known,
    );
  }
  if (plan.reference_repo !== undefined && !planned.includes(plan.reference_repo)) {
    report(
      ['reference_repo'],
      `The reference repository "${plan.reference_repo}" is not among the plan's repositories.`,
      planned,
    );
  }
  if (plan.managed_python !== false && !isVersioned(plan.interpreter))
    validation.report({
      message: `\`managed_python:\` of role "${role.name}" needs the version that it may bring, and \`interpreter:\` is "${plan.interpreter}".`,
      hint: 'Write one such as `interpreter: python3.13`.',
      where: role.document.placeOf(['build', PLAN, 'managed_python']),
    });
  for (const { key, why } of plan.packages ? unfitLogins(plan.packages) : [])
    validation.report({
      message: `The login in \`packages: ${key}:\` of role "${role.name}" cannot be given to pip: the URL ${why}.`,
      where: role.document.placeOf(['build', PLAN, 'packages', key]),
    });
  if (typeof plan.lock === 'string' && plan.requirements.length + plan.constraints.length > 0) {
    report(
      ['lock'],
      `The build plan of role "${role.name}" names a lock file, and requirements or constraints: only one of them can say what is installed.`,
      ['lock', 'requirements'],
    );
  }
  for (const repo of testedRepos(plan).filter((name) => !planned.includes(name))) {
    report(
      ['tests', 'repos'],
      `Tests are asked for in the repository "${repo}", which is not among the plan's.`,
      planned,
    );
  }
}

function testedRepos(plan: Plan): readonly string[] {
  return typeof plan.tests === 'object' ? (plan.tests.repos ?? []) : [];
}

function oneOf(names: readonly string[]): string {
  return names.length === 0 ? 'Add it under `repos:` of the project.' : `Known here: ${names.join(', ')}.`;
}
