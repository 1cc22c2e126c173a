import type { Fck, Role } from '@fck/core';
import { fleetErrors } from '../errors.js';

/**
 * The role that a command names as its only argument.
 *
 * @param verb of `fck ec2`
 * @throws FckError `AWS_NO_ROLE_NAMED`, `NAME_UNKNOWN`
 */
export function roleNamedIn(fck: Fck, args: readonly string[], verb: string): Role {
  const [name] = args;
  if (name === undefined || args.length > 1)
    throw fleetErrors.noRoleNamed(
      verb,
      fck.project.roles.map((role) => role.name),
    );
  return fck.roleNamed(name);
}
