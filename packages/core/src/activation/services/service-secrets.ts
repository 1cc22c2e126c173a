import type { ConfigDocument } from '../../api/config-document.js';
import type { Environment } from '../../api/environment.js';
import type { Project } from '../../api/project.js';
import type { Role } from '../../api/role.js';
import type { Service } from '../../api/service.js';
import { holdsSecrets } from '../../command/escaped.js';
import { Secret, secret } from '../../command/secret.js';
import { valuesFromEnv } from '../../config/env.js';
import { secretsIn } from '../../config/hide-secrets.js';
import { shownAt } from '../../config/shown-at.js';
import { activationErrors } from '../../errors/activation.js';
import type { PlannedService } from '../planned-service.js';

/**
 * Makes a service safe for a process manager, whatever its kind returned: variables whose values came from the
 * environment become secrets, and a secret among the arguments is an error.
 *
 * @throws FckError `SERVICE_SECRET_ARGUMENT`
 */
export function withSecretsKept(
  service: Service,
  {
    project,
    role,
    environment,
    planned: { path, section },
  }: {
    readonly project: Project;
    readonly role: Role;
    readonly environment: Environment;
    /** The service as the role has it. */
    readonly planned: Pick<PlannedService, 'path' | 'section'>;
  },
): Service {
  const secrets = secretsIn([section, environment]).map((found) => found.reveal());
  if (service.argv.some((word) => isSecretWord(word, secrets)))
    throw activationErrors.secretArgument(path.join('.'), role.name, role.document.placeOf(path));
  const fromEnvironment = [
    ...textsFromEnv(role.document, path),
    ...[project, role].flatMap(({ document }) => textsFromEnv(document, ['env'])),
  ];
  const env = Object.fromEntries(
    Object.entries(service.env).map(([name, value]) => [name, hidden(value, fromEnvironment)]),
  );
  return { ...service, env };
}

/**
 * A word that is a secret, or ends with one: `--token=…`. Kinds of services in JavaScript have no types that would
 * refuse a `Secret`.
 */
function isSecretWord(word: unknown, secrets: readonly string[]): boolean {
  if (typeof word !== 'string') return word instanceof Secret;
  return holdsSecrets(word) || secrets.some((text) => word === text || word.endsWith(`=${text}`));
}

function hidden(value: string | Secret, secrets: readonly string[]): string | Secret {
  const isSecret = typeof value === 'string' && secrets.some((text) => value.includes(text));
  return isSecret ? secret(value) : value;
}

/** Values from the environment below a path of a document. */
function textsFromEnv(document: ConfigDocument, path: readonly string[]): string[] {
  return valuesFromEnv(shownAt(path, document), valueAt(document.value, path)).map(({ secret }) =>
    secret.reveal(),
  );
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], tree);
}
