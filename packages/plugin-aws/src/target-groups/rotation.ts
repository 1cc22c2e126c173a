import type { Fck, Host, HostContext, Rotation } from '@fck/core';
import type { Fleet } from '../fleet.js';
import { join, leave, type Member, memberOf } from './member.js';
import { type Membership, membershipOf, tellThatItStays } from './membership.js';
import { targetGroupOf } from './target-group.js';
import { UNDO_MEMBERSHIP, undoMembership } from './undo-membership.js';

/**
 * Makes hosts leave the target groups of their role before the switch, and rejoin when the new build is verified. A deactivated
 * host leaves them.
 */
export function keepInTargetGroups(fck: Fck, fleet: Fleet): void {
  fck.hooks.activate.tapPromise({ name: 'aws', stage: -100 }, async (context) => {
    const members = await membersOf(fleet, context);
    if (members.length === 0) return;
    const names = members.map(({ group }) => group.name).join(', ');
    context.rotation(`the target group${members.length === 1 ? '' : 's'} ${names}`, rotationOf(members));
  });

  fck.hooks.deactivate.tapPromise({ name: 'aws', stage: -100 }, async (context) => {
    const members = await membersOf(fleet, context);
    const memberships = await Promise.all(members.map((member) => membershipOf(member, [])));
    const inGroups = memberships.filter(({ ports }) => ports.length > 0);
    if (inGroups.length === 0) return;
    await context.step('leave its target groups', () => Promise.all(inGroups.map(leaveUnlessDry)));
  });

  fck.undoSteps.register(UNDO_MEMBERSHIP, (context, data) =>
    undoMembership(context, fleet.of(context.role), data),
  );
}

async function membersOf(fleet: Fleet, context: HostContext): Promise<readonly Member[]> {
  const of = context.host.provider === 'aws' ? fleet.of(context.role) : undefined;
  if (!of) return [];
  const groups = await Promise.all(of.settings.target_groups.map((name) => targetGroupOf(of.clients, name)));
  return groups.flatMap((group) => memberOf(context, of, group) ?? []);
}

/** How a host leaves all its target groups, and rejoins them. The last healthy host stays. */
export function rotationOf(members: readonly Member[]): Rotation {
  let memberships: readonly Membership[] = [];
  return {
    async undoEntry(wave: readonly Host[]) {
      memberships = await Promise.all(members.map((member) => membershipOf(member, wave)));
      const data = memberships.map(({ member: { group }, ports }) => ({ group: group.arn, ports }));
      return { step: UNDO_MEMBERSHIP, data };
    },
    async leave() {
      for (const membership of memberships) tellThatItStays(membership);
      await Promise.all(memberships.filter(({ mayLeave }) => mayLeave).map(leaveUnlessDry));
    },
    async join() {
      await Promise.all(memberships.map(joinUnlessDry));
    },
  };
}

async function leaveUnlessDry({ member, ports }: Membership): Promise<void> {
  const { context, group } = member;
  if (context.dryRun) context.note(`It would leave the target group ${group.name}.`);
  else await leave(member, ports);
}

async function joinUnlessDry({ member, ports }: Membership): Promise<void> {
  const { context, group } = member;
  if (context.dryRun) context.note(`It would then be in the target group ${group.name}.`);
  else await join(member, ports);
}
