import { z } from 'zod';
import type { Fck } from '../api/container.js';
import type { Environment } from '../api/environment.js';
import type { Project } from '../api/project.js';
import type { Role } from '../api/role.js';
import { Secret } from '../command/secret.js';

/**
 * The schema of a key that sets environment variables: a mapping of their names to texts, numbers, booleans, or values that are
 * secret (`!env NAME`). Numbers and booleans become texts. A key without a value sets none.
 *
 * @example
 * const schema = z.strictObject({ command: z.string(), env: environmentSchema() });
 */
export function environmentSchema() {
  return z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable'),
      z.union([
        z.union([z.string(), z.number(), z.boolean()]).transform(String),
        z.custom<Secret>((value) => value instanceof Secret, {
          error: 'expected a text, a number, true or false',
        }),
      ]),
    )
    .nullish()
    .transform((given): Environment => given ?? {});
}

/**
 * The variables that a project and a role set for the role's services and commands: `env:` of the project, and over it `env:` of
 * the role. A service or a command adds its own over both.
 */
export function environmentOf({
  fck,
  project,
  role,
}: {
  readonly fck: Pick<Fck, 'coreSections'>;
  readonly project: Project;
  readonly role: Role;
}): Environment {
  const { environment, roleEnvironment } = fck.coreSections;
  return { ...environment.of(project), ...roleEnvironment.of(role) };
}
