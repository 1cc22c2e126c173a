import type { Role } from '@fck/core';
import type { AccessSections } from './sections.js';

/** The access of a role's hosts: the roles that they may fetch builds from, and the roles that may fetch builds from them. */
export interface AccessPlan {
  readonly mayFetchFrom: readonly string[];
  readonly lets: readonly string[];
}

/**
 * Combines the settings of both sides: a role may fetch builds from another one if it requests access, or if the other one allows it.
 */
export function planAccess(role: Role, roles: readonly Role[], sections: AccessSections): AccessPlan {
  const requests = (from: Role, to: Role) =>
    sections.requestAccess.of(from)?.roles.includes(to.name) ?? false;
  const allows = (to: Role, from: Role) => sections.allowAccess.of(to)?.roles.includes(from.name) ?? false;
  const granted = (from: Role, to: Role) => requests(from, to) || allows(to, from);
  return {
    mayFetchFrom: roles.filter((other) => granted(role, other)).map(({ name }) => name),
    lets: roles.filter((other) => granted(other, role)).map(({ name }) => name),
  };
}
