import type { Host } from '@fck/core';
import type { Member } from './member.js';
import { isIn, type Target, targetIdOf, targetsOf } from './targets.js';

/** How a host stands in a target group before it switches. */
export interface Membership {
  readonly member: Member;
  /** The ports that it is in the group with; none: it is not in. */
  readonly ports: readonly number[];
  /** Whether others get the requests meanwhile. */
  readonly mayLeave: boolean;
  /** Whether others of its wave are in the group: without them, it could leave. */
  readonly isBesideOthers: boolean;
}

/**
 * Looks how a host stands in a target group.
 *
 * @param wave the hosts that leave at the same time
 */
export async function membershipOf(member: Member, wave: readonly Host[]): Promise<Membership> {
  const { clients, group, id } = member;
  const targets = await targetsOf(clients, group);
  const leaving = new Set([id, ...wave.flatMap((host) => targetIdOf(host, group) ?? [])]);
  return { member, ...judge(targets, id, leaving) };
}

/**
 * Whether a target may leave its group: only if one that stays is healthy.
 *
 * @param leaving the targets that leave at the same time, this one among them
 */
export function judge(
  targets: readonly Target[],
  id: string,
  leaving: ReadonlySet<string>,
): Omit<Membership, 'member'> {
  const present = targets.filter(isIn);
  const ports = present.flatMap((target) => (target.id === id ? (target.port ?? []) : []));
  const stays = present.some((target) => !leaving.has(target.id) && target.state === 'healthy');
  return {
    ports,
    mayLeave: ports.length > 0 && stays,
    isBesideOthers: present.some((target) => target.id !== id && leaving.has(target.id)),
  };
}

/** Says why a host does not leave a group that it is in. */
export function tellThatItStays({ member, ports, mayLeave, isBesideOthers }: Membership): void {
  const { context, group } = member;
  if (mayLeave || ports.length === 0) return;
  const text = `It stays in the target group ${group.name} while it switches, since no other host there is healthy`;
  if (isBesideOthers)
    context.warn(
      `${text} that does not switch at the same time. Smaller waves let others serve meanwhile: \`activate: {strategy: {batch: 1}}\`.`,
    );
  else context.note(`${text}. Switching in place drops no request.`);
}
