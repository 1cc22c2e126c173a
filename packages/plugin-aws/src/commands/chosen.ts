import type { CommandContext } from '@fck/core';
import { awsErrors } from '../errors.js';
import type { AwsRoleOf, Fleet } from '../fleet.js';
import { describeInstances, ofProject } from '../instances/describe.js';
import { hostNameOf, type Instance, isAlive } from '../instances/instance.js';
import { TAGS } from '../instances/tags.js';

/** An instance and the role that it belongs to. */
export interface OwnedInstance {
  readonly of: AwsRoleOf;
  readonly instance: Instance;
}

/**
 * The roles with instances that a command works on: those of `-r`, else all.
 *
 * @throws FckError `AWS_NO_SUCH_ROLE`
 */
export function chosenRoles(fleet: Fleet, names: readonly string[] = []): readonly AwsRoleOf[] {
  const all = fleet.roles();
  const known = all.map(({ role }) => role.name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) throw awsErrors.noSuchRole(stranger, known);
  return names.length === 0 ? all : all.filter(({ role }) => names.includes(role.name));
}

/** All instances of the chosen roles, without terminated ones. */
export async function instancesOf(
  fleet: Fleet,
  roles: readonly AwsRoleOf[],
): Promise<readonly OwnedInstance[]> {
  const found = await Promise.all(
    roles.map(async (of) => (await fleet.instancesOf(of)).map((instance) => ({ of, instance }))),
  );
  return found.flat().filter(({ instance }) => isAlive(instance));
}

/**
 * The instances that the user named by id, if AWS confirms that all of them belong to this project: they are described again, by
 * id and by tag. If one is not confirmed, none is touched.
 *
 * @throws FckError `AWS_NOT_OURS`
 */
export async function confirmed(fleet: Fleet, ids: readonly string[]): Promise<readonly OwnedInstance[]> {
  const project = fleet.fck.project.name;
  const roles = fleet.roles();
  const found: OwnedInstance[] = [];
  for (const clients of new Set(roles.map((of) => of.clients))) {
    const answer = await describeInstances(clients, [
      { Name: 'instance-id', Values: [...ids] },
      ...ofProject(project),
    ]);
    for (const instance of answer) {
      const of = roles.find(
        (one) => one.clients === clients && one.role.name === instance.tags.get(TAGS.role),
      );
      if (of && ids.includes(instance.id) && instance.tags.get(TAGS.project) === project)
        found.push({ of, instance });
    }
  }
  const missing = ids.filter((id) => !found.some(({ instance }) => instance.id === id));
  if (missing.length > 0) throw awsErrors.notOurs(missing, project);
  return found;
}

/** The instances that a command names: by id, by host name (`web-1`), or by role with `-r`. */
export async function namedInstances(
  fleet: Fleet,
  { args, selection }: Pick<CommandContext, 'args' | 'selection'>,
): Promise<readonly OwnedInstance[]> {
  const all = await instancesOf(fleet, chosenRoles(fleet, selection.roles));
  const names = [...args, ...(selection.hosts ?? [])];
  if (names.length === 0) return (selection.roles ?? []).length > 0 ? all : [];
  const chosen = named(fleet, all, names).map(({ instance }) => instance.id);
  return confirmed(fleet, chosen);
}

/**
 * The instances with one of these names or ids.
 *
 * @throws FckError `AWS_NOT_OURS` for a name that no instance has
 */
export function named(
  fleet: Fleet,
  among: readonly OwnedInstance[],
  names: readonly string[],
): readonly OwnedInstance[] {
  const isCalled = (owned: OwnedInstance, name: string) =>
    owned.instance.id === name || nameOf(owned) === name;
  const unknown = names.filter((name) => !among.some((owned) => isCalled(owned, name)));
  if (unknown.length > 0) throw awsErrors.notOurs(unknown, fleet.fck.project.name);
  return among.filter((owned) => names.some((name) => isCalled(owned, name)));
}

/** The line shown before an instance is terminated: `web-1  i-0abc  running  serves shop_00041`. */
export function aboutInstance(owned: OwnedInstance): string {
  const { id, state, tags } = owned.instance;
  const build = tags.get(TAGS.activeBuild);
  return [
    nameOf(owned),
    id,
    state,
    build === undefined ? 'no build is tagged as active' : `serves ${build}`,
  ].join('  ');
}

/** The host name of an instance. */
export function nameOf({ of, instance }: OwnedInstance): string {
  return hostNameOf(of.role.name, instance);
}
