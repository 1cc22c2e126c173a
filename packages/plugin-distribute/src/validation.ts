import type { Fck, Role, Validation } from '@fck/core';
import { copyErrors } from './errors.js';
import { type CopyFromSection, copyFromSchema } from './schemas.js';
import type { AccessSections } from './sections.js';

/** Reports roles that `allow_access`, `request_access` and `copy_from` name and that do not exist. */
export function validateRoles(validation: Validation, sections: AccessSections): void {
  const known = validation.project.roles.map(({ name }) => name);
  for (const role of validation.project.roles) {
    for (const { path, roles } of namedRoles(role, sections)) {
      for (const name of roles) {
        if (known.includes(name)) continue;
        const { message, hint } = copyErrors.unknownRole(name, known);
        validation.report({ message, hint, where: role.document.placeOf(path) });
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

/** Reports object stores that `copy_from` names and that no plugin registers. */
export function validateCopies(validation: Validation, fck: Fck): void {
  for (const role of validation.project.roles) {
    const via = copyOf(role)?.via;
    if (via === undefined || fck.objectStores.has(via)) continue;
    const { message, hint } = fck.objectStores.unknown(via);
    validation.report({ message, hint, where: role.document.placeOf(['build', 'copy_from', 'via']) });
  }
}

function copiedFrom(role: Role): string[] {
  return [copyOf(role)?.role ?? []].flat();
}

function copyOf(role: Role): CopyFromSection | undefined {
  return copyFromSchema.safeParse(role.values.get('build.copy_from')).data;
}
