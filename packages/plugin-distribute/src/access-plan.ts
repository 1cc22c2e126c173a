import type { Role } from '@fck/core';
import type { AccessSections } from './sections.js';

/** The roles that a role's hosts have to do with: where they may fetch builds, and who may fetch builds from them. */
export interface AccessPlan {
  readonly mayFetchFrom: readonly string[];
  readonly lets: readonly string[];
}

/**
 * Takes together what both sides say: a role may fetch builds from another one if it requests that, or if the other one allows it.
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
