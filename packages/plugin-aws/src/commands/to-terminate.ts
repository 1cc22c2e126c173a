import type { CommandContext, Selection } from '@fck/core';
import { awsErrors } from '../errors.js';
import type { Fleet } from '../fleet.js';
import {
  aboutInstance,
  chosenRoles,
  confirmed,
  instancesOf,
  named,
  nameOf,
  type OwnedInstance,
} from './chosen.js';

type Asked = Pick<CommandContext, 'args' | 'options' | 'selection'>;

/**
 * The instances that a command may terminate: those named by id, or those of the role that `--confirm` names, reduced to the
 * selection of `-r` and `-H`.
 *
 * @throws FckError `AWS_CONFIRM` with the ids of instances named in another way, `AWS_CONFIRM_NAME`, `AWS_OUTSIDE_SELECTION`,
 * `AWS_NOT_OURS`
 */
export async function instancesToTerminate(fleet: Fleet, asked: Asked): Promise<readonly OwnedInstance[]> {
  const { args, options, selection } = asked;
  const confirm = options['confirm'];
  if (typeof confirm === 'string') return ofConfirmedRole(fleet, confirm, asked);
  if (args.length === 0 || !args.every(isId)) throw notById(await whatIsMeant(fleet, asked));
  const found = await confirmed(fleet, [...new Set(args)]);
  const outside = found.find((owned) => !isChosen(owned, selection));
  if (outside) throw awsErrors.outsideSelection(`${outside.instance.id} (${nameOf(outside)})`);
  return found;
}

/** Names the instances that the command selects, and how to terminate exactly these. */
export function notById(meant: readonly OwnedInstance[]) {
  return awsErrors.byId(meant.map((owned) => ({ id: owned.instance.id, about: aboutInstance(owned) })));
}

async function ofConfirmedRole(
  fleet: Fleet,
  confirm: string,
  { args, selection }: Asked,
): Promise<readonly OwnedInstance[]> {
  const { project } = fleet.fck;
  const name = confirm.startsWith(`${project.name}/`) ? confirm.slice(project.name.length + 1) : '';
  if (!fleet.roles().some(({ role }) => role.name === name))
    throw awsErrors.confirmName(confirm, project.name);
  if (selection.roles?.length && !selection.roles.includes(name))
    throw awsErrors.outsideSelection(`The role "${name}"`);
  const all = await instancesOf(fleet, chosenRoles(fleet, [name]));
  const hosts = selection.hosts?.length ? named(fleet, all, selection.hosts) : all;
  const wanted = args.length > 0 ? named(fleet, hosts, args) : hosts;
  return wanted.length === 0
    ? []
    : confirmed(
        fleet,
        wanted.map(({ instance }) => instance.id),
      );
}

/** The instances that arguments name: by host name or id, or all of a role by its name or with `-r`. */
async function whatIsMeant(fleet: Fleet, { args, selection }: Asked): Promise<readonly OwnedInstance[]> {
  const roles = chosenRoles(fleet, selection.roles);
  const all = await instancesOf(fleet, roles);
  const words = [...args, ...(selection.hosts ?? [])];
  if (words.length === 0) return selection.roles?.length ? all : [];
  const isRole = (word: string) => roles.some(({ role }) => role.name === word);
  const byName = named(
    fleet,
    all,
    words.filter((word) => !isRole(word)),
  );
  return all.filter((owned) => words.includes(owned.of.role.name) || byName.includes(owned));
}

function isChosen(owned: OwnedInstance, { roles, hosts }: Selection): boolean {
  const inRoles = !roles?.length || roles.includes(owned.of.role.name);
  return inRoles && (!hosts?.length || hosts.includes(nameOf(owned)) || hosts.includes(owned.instance.id));
}

function isId(word: string): boolean {
  return /^i-[0-9a-f]+$/.test(word);
}
