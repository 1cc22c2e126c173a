import type { HostContext } from '@fck/core';
import type { Clients } from '../account/clients.js';
import { awsErrors } from '../errors.js';
import type { AwsRoleOf } from '../fleet.js';
import { looks } from '../wait/looks.js';
import type { TargetGroup } from './target-group.js';
import { deregister, isIn, register, type Target, targetIdOf, targetOf } from './targets.js';

/** Seconds between two notes of the remaining time for open requests. */
const TELL_EVERY = 30;

/** A host and a target group that it is, or will be, a member of. */
export interface Member {
  readonly context: HostContext;
  readonly clients: Clients;
  readonly group: TargetGroup;
  /** The id of the host in the group. */
  readonly id: string;
  /** Maximum seconds to wait for open requests. */
  readonly drainWithin: number;
  /** Maximum seconds until the group finds the host healthy. */
  readonly healthyWithin: number;
}

/** A host as a member of a group; undefined if the host has no id for this kind of group. */
export function memberOf(
  context: HostContext,
  { clients, settings }: AwsRoleOf,
  group: TargetGroup,
): Member | undefined {
  const id = targetIdOf(context.host, group);
  if (id === undefined) return undefined;
  const { drain, healthy } = settings.wait;
  return {
    context,
    clients,
    group,
    id,
    drainWithin: Math.min(drain ?? group.deregistrationDelay, group.deregistrationDelay),
    healthyWithin: healthy ?? group.healthyWithin,
  };
}

/** Takes a host out of a group, and waits until its open requests have ended or their time limit is reached. */
export async function leave(member: Member, ports: readonly number[]): Promise<void> {
  const { context, clients, group, id, drainWithin } = member;
  context.note(`It leaves the target group ${group.name}: requests under way have ${drainWithin} s to end.`);
  await deregister(clients, group, id, ports);
  const began = Date.now();
  let told = 0;
  for await (const _ of looks(drainWithin, context.signal)) {
    const targets = await targetOf(clients, group, id, ports);
    if (targets.every(({ reason }) => reason === 'Target.NotRegistered')) return;
    const seconds = Math.floor((Date.now() - began) / 1000);
    if (seconds < told + TELL_EVERY) continue;
    told = seconds;
    context.note(`It is still leaving ${group.name}: ${seconds} of ${drainWithin} s.`);
  }
}

/**
 * Puts a host into a group, unless it is a member, and waits until the group finds it healthy.
 *
 * @throws FckError `AWS_NOT_HEALTHY`
 */
export async function join(member: Member, ports: readonly number[]): Promise<void> {
  const { context, clients, group, id, healthyWithin } = member;
  const before = await targetOf(clients, group, id, ports);
  if (before.length === 0 || !before.every(isIn)) await register(clients, group, id, ports);
  let said = '';
  for await (const _ of looks(healthyWithin, context.signal)) {
    const poor = (await targetOf(clients, group, id, ports)).find((target) => !isFit(target));
    if (!poor) return;
    if (poor.reason === 'Target.NotInUse') {
      context.warn(`The target group ${group.name} does not check it: ${healthText(poor)}`);
      return;
    }
    if (said !== healthText(poor)) context.note(`The target group ${group.name} says: ${healthText(poor)}`);
    said = healthText(poor);
  }
  throw awsErrors.notHealthy(context.host.name, group.name, said, healthyWithin);
}

/** Whether a target gets requests; a target is `unavailable` if its group has no health checks. */
function isFit(target: Target): boolean {
  return isIn(target) && (target.state === 'healthy' || target.state === 'unavailable');
}

function healthText({ state, reason, description }: Target): string {
  const words = description ?? reason;
  return words === undefined ? state : `${state} (${words})`;
}
