import { z } from 'zod';
import type { ConfigDocument } from '../api/config-document.js';
import type { Fck } from '../api/container.js';
import type { Environment } from '../api/environment.js';
import type { Project } from '../api/project.js';
import type { Role } from '../api/role.js';
import { Secret } from '../command/secret.js';
import { isReferred } from './env.js';
import { readEnvFile } from './env-file.js';
import { shownAt } from './shown-at.js';

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

/** A role, with what {@link environmentOf} needs. */
interface RoleOfProject {
  readonly fck: Pick<Fck, 'coreSections' | 'addSecret'>;
  readonly project: Project;
  readonly role: Role;
}

/**
 * The variables that a project and a role set for the role's services and commands: of each, those of `env_file:`, and over them
 * those of `env:`. A service or a command adds its own over all of them.
 *
 * @throws FckError `ENV_FILE_UNREADABLE`
 */
export function environmentOf(of: RoleOfProject): Environment {
  return Object.assign({}, ...layersOfEnvironment(of).map(({ variables }) => variables));
}

/** Variables that are written in one place. */
interface EnvironmentLayer {
  readonly variables: Environment;
  /** Where the value of a variable comes from: `env_file`, `text`, or as the configuration has it: `!env NAME`. */
  sourceOf(name: string): string;
}

/** The layers of an environment; later ones come over earlier ones. */
export function layersOfEnvironment({ fck, project, role }: RoleOfProject): readonly EnvironmentLayer[] {
  const { environment, envFile, roleEnvironment, roleEnvFile } = fck.coreSections;
  const inFiles = (owner: Project | Role, paths: readonly string[] = []) => ({
    variables: variablesInFiles(fck, owner, paths, project.directory),
    sourceOf: () => 'env_file',
  });
  const written = (variables: Environment = {}, document: ConfigDocument) => ({
    variables,
    sourceOf: (name: string) => sourceAt(['env', name], document),
  });
  return [
    inFiles(project, envFile.of(project)),
    written(environment.of(project), project.document),
    inFiles(role, roleEnvFile.of(role)),
    written(roleEnvironment.of(role), role.document),
  ];
}

/** Where a value of the configuration comes from: `text`, or as it is written: `!env NAME`. */
export function sourceAt(path: readonly string[], document: ConfigDocument): string {
  const shown = shownAt(path, document);
  return isReferred(shown) ? shown : 'text';
}

/** Each file is read once: an activation must not start its hosts with different variables. */
const read = new WeakMap<Project | Role, Environment>();

function variablesInFiles(
  fck: RoleOfProject['fck'],
  owner: Project | Role,
  paths: readonly string[],
  directory: string,
): Environment {
  if (paths.length === 0) return {};
  const known = read.get(owner);
  if (known) return known;
  const where = owner.document.placeOf(['env_file']);
  const found: Environment = Object.assign({}, ...paths.map((path) => readEnvFile(path, directory, where)));
  for (const value of Object.values(found)) if (value instanceof Secret) fck.addSecret(value);
  read.set(owner, found);
  return found;
}
