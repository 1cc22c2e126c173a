import { activationPlan } from '../activation/plan.js';
import { ServedFile } from '../activation/serving/served-file.js';
import { hashesOf, type Setting } from '../activation/serving/setting.js';
import type { HostContext } from '../api/contexts.js';
import type { VariableRow } from '../api/environment.js';
import type { Host } from '../api/host.js';
import type { Role } from '../api/role.js';
import type { Selection } from '../api/selection.js';
import type { Secret } from '../command/secret.js';
import { layersOfEnvironment, sourceAt } from '../config/environment.js';
import type { Outcome } from '../rollout.js';
import { askHosts } from './ask-hosts.js';
import { readNeededSecrets } from './needed-secrets.js';
import type { RunContainer } from './run-container.js';
import { rolesOf, Session } from './session.js';
import { tasksInOrder } from './task-order.js';

/** What a host serves with, and its folder of that build. */
type Served = Pick<Setting, 'environment' | 'salt' | 'build'> & { readonly buildPath: string };

/**
 * The variables that the configuration sets for services, by role and name, and the hosts that run with other values.
 *
 * @throws FckError if a secret is missing: its value is compared
 */
export async function variablesOf(fck: RunContainer, selection: Selection): Promise<VariableRow[]> {
  const session = Session.forLooks(fck);
  const roles = rolesOf(fck.project.roles, await fck.hosts(selection)).filter(({ activates }) => activates);
  await readNeededSecrets(fck, { tasks: tasksInOrder(fck.tasks, ['activate']), roles });
  const answers = await askHosts(session, selection, 'env', servedOn);
  return roles.flatMap((role) =>
    rowsOf(
      fck,
      role,
      answers.filter(({ item }) => item.role === role.name),
    ),
  );
}

async function servedOn(context: HostContext): Promise<Served | undefined> {
  const setting = await new ServedFile(context).read();
  return setting && { ...setting, buildPath: context.paths.build(setting.build) };
}

function rowsOf(
  fck: RunContainer,
  role: Role,
  answers: readonly Outcome<Host, Served | undefined>[],
): VariableRow[] {
  const { project } = fck;
  const layers = layersOfEnvironment({ fck, project, role });
  const services = activationPlan(fck, role)?.services ?? [];
  const ofServices = services.map(({ name: service, value, section, path }) => ({
    service,
    variables: value.environment?.(section) ?? {},
    sourceOf: (name: string) => sourceAt([...path, 'env', name], role.document),
  }));
  // The last layer that has a variable counts.
  const counting = new Map(
    [...layers.map((layer) => ({ ...layer, service: undefined })), ...ofServices].flatMap((layer) =>
      Object.entries(layer.variables).map(([name, value]) => [name, { ...layer, value }] as const),
    ),
  );
  return [...counting]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, { value, service, sourceOf }]) => ({
      role: role.name,
      service,
      name,
      source: sourceOf(name),
      ...compareWithHosts(name, value, answers),
    }));
}

function compareWithHosts(
  name: string,
  value: string | Secret,
  answers: readonly Outcome<Host, Served | undefined>[],
): Pick<VariableRow, 'differsOn' | 'unknownOn'> {
  const differs = (served: Served) => served.environment[name] !== hashesOf({ [name]: value }, served)[name];
  const namesOf = (some: typeof answers) => some.map(({ item }) => item.name);
  return {
    differsOn: namesOf(answers.filter((answer) => answer.ok && answer.result && differs(answer.result))),
    unknownOn: namesOf(answers.filter((answer) => !answer.ok || !answer.result)),
  };
}
