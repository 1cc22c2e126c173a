import { type Fck, isFckError, messageOf, type Role, type Validation } from '@fck/core';
import { copyFromSchema } from './schemas.js';
import type { AccessSections } from './sections.js';

/** Reports roles that `allow_access`, `request_access` and `copy_from` name and that do not exist. */
export function validateRoles(fck: Fck, validation: Validation, sections: AccessSections): void {
  for (const role of validation.project.roles) {
    for (const { path, roles } of namedRoles(role, sections)) {
      for (const name of roles) {
        const problem = whyUnknown(fck, name);
        if (problem) validation.report({ ...problem, where: role.document.placeOf(path) });
      }
    }
  }
}

function namedRoles(
  role: Role,
  sections: AccessSections,
): { path: readonly string[]; roles: readonly string[] }[] {
  return [
    { path: ['provision', 'allow_access'], roles: sections.allowAccess.of(role)?.roles ?? [] },
    { path: ['provision', 'request_access'], roles: sections.requestAccess.of(role)?.roles ?? [] },
    { path: ['build', 'copy_from', 'role'], roles: copiedFrom(role) },
  ];
}

function copiedFrom(role: Role): string[] {
  const section = copyFromSchema.safeParse(role.values.get('build.copy_from'));
  return section.success ? [section.data.role] : [];
}

/** Core says it best: with the nearest names. */
function whyUnknown(fck: Fck, name: string): { message: string; hint?: string | undefined } | undefined {
  try {
    fck.roleNamed(name);
    return undefined;
  } catch (error) {
    return { message: messageOf(error), hint: isFckError(error) ? error.hint : undefined };
  }
}
