import type { Host } from '@fck/core';
import type { Member } from './member.js';
import { isIn, type Target, targetIdOf, targetsOf } from './targets.js';

/** The membership of a host in a target group before its switch. */
export interface Membership {
  readonly member: Member;
  /** The ports of its membership; empty: it is not a member. */
  readonly ports: readonly number[];
  /** Whether other targets can serve the requests meanwhile. */
  readonly mayLeave: boolean;
  /** Whether other hosts of its wave are in the group: without them, it could leave. */
  readonly isBesideOthers: boolean;
}

/**
 * Looks up the membership of a host in a target group.
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
 * Whether a target may leave its group: only if a remaining target is healthy.
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

/** Explains why a host does not leave its group. */
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
