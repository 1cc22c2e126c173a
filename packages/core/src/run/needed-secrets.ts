import type { SentSection } from '../api/contexts.js';
import type { Role } from '../api/role.js';
import { isKnown } from '../command/known-secret.js';
import { isReferenced } from '../command/referenced-secret.js';
import type { Secret } from '../command/secret.js';
import { isUnset, missingVariables } from '../command/unset-secret.js';
import { environmentOf } from '../config/environment.js';
import { secretsIn } from '../config/hide-secrets.js';
import { isExtension } from '../config/validate.js';
import { type FckError, isFckError } from '../errors/fck-error.js';
import { secretErrors } from '../errors/secret.js';
import type { RunContainer } from './run-container.js';
import type { NamedTask } from './task-order.js';

/** Sections of a role that only one phase reads. */
const PHASES: readonly SentSection[] = ['provision', 'build', 'activate'];

/** The tasks of a run, and the roles that they work on. */
interface Work {
  readonly tasks: readonly NamedTask[];
  readonly roles: readonly Role[];
}

/** Whether {@link readNeededSecrets} would have to read anything, or would find something missing. */
export function needsSecrets(fck: RunContainer, work: Work): boolean {
  return unknownSecrets(fck, work).length > 0 || rolesWithEnvironment(fck, work).length > 0;
}

/**
 * Reads the secrets that tasks send to hosts: those of the project, and those of the roles without the sections of other phases.
 * Tasks that send nothing need none.
 *
 * @throws FckError `CONFIG_MISSING_ENV`, `SECRET_UNREADABLE`, `ENV_FILE_UNREADABLE`, `SECRETS_UNREADABLE` with everything that is
 * missing
 */
export async function readNeededSecrets(fck: RunContainer, work: Work): Promise<void> {
  const secrets = unknownSecrets(fck, work);
  const unset = secrets.filter(isUnset);
  const failures = await Promise.all([
    ...secrets.filter(isReferenced).map((secret) => failureOf(() => secret.read(fck.secretSources))),
    ...rolesWithEnvironment(fck, work).map((role) =>
      failureOf(async () => environmentOf({ fck, project: fck.project, role })),
    ),
  ]);
  const missing = unset.length > 0 ? [missingVariables(unset)] : [];
  const problems = uniqueByMessage([...missing, ...failures.flat()]);
  const [only] = problems;
  if (only) throw problems.length === 1 ? only : secretErrors.several(problems);
}

/** Secrets that the tasks send, and whose values are not known. */
function unknownSecrets(fck: RunContainer, work: Work): readonly Secret[] {
  if (work.tasks.every(({ task }) => task.sends === undefined)) return [];
  const sent = sentPhases(work);
  const others = PHASES.filter((phase) => !sent.includes(phase));
  const inEnvironment = rolesWithEnvironment(fck, work);
  const withoutEnvironment = (isSent: boolean) => (isSent ? [] : ['env']);
  return [
    ...unknownIn(fck.project.document.value, ['roles', ...withoutEnvironment(inEnvironment.length > 0)]),
    ...work.roles.flatMap((role) =>
      unknownIn(role.document.value, [...others, ...withoutEnvironment(inEnvironment.includes(role))]),
    ),
  ];
}

/** The roles whose services or commands get their environment by the tasks. */
function rolesWithEnvironment(fck: RunContainer, work: Work): Role[] {
  const sent = sentPhases(work);
  return work.roles.filter(
    (role) =>
      (sent.includes('activate') && role.activates) ||
      (sent.includes('build') && builderSendsEnvironment(fck, role)) ||
      sent.some((phase) => sectionSendsEnvironment(fck, role, phase)),
  );
}

function builderSendsEnvironment({ builders }: RunContainer, { builder, values }: Role): boolean {
  if (builder === undefined) return false;
  return builders.get(builder).usesEnvironment?.(values.get(`build.${builder}`)) ?? false;
}

function sectionSendsEnvironment({ sections }: RunContainer, { values }: Role, phase: SentSection): boolean {
  return sections
    .at(`role.${phase}`)
    .some(({ name, usesEnvironment }) => usesEnvironment && values.has(`${phase}.${name}`));
}

function sentPhases({ tasks }: Work): SentSection[] {
  return PHASES.filter((phase) => tasks.some(({ task }) => task.sends?.includes(phase)));
}

function unknownIn(values: Readonly<Record<string, unknown>>, without: readonly string[]): Secret[] {
  const read = Object.entries(values).filter(([key]) => !without.includes(key) && !isExtension(key));
  return read.flatMap(([, value]) => secretsIn(value)).filter((secret) => !isKnown(secret));
}

async function failureOf(work: () => Promise<unknown>): Promise<FckError[]> {
  try {
    await work();
    return [];
  } catch (thrown) {
    if (!isFckError(thrown)) throw thrown;
    return [thrown];
  }
}

/** Roles share the environment of their project. */
function uniqueByMessage(errors: readonly FckError[]): FckError[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
