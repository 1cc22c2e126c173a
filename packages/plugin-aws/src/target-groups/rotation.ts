import { type Fck, type Host, type HostContext, isFckError, messageOf, type Rotation } from '@fck/core';
import { z } from 'zod';
import type { AwsRoleOf, Fleet } from '../fleet.js';
import { join, leave, type Member, memberOf } from './member.js';
import { type Standing, standingOf, tellThatItStays } from './standing.js';
import { targetGroupOf } from './target-group.js';
import { deregister, isIn, targetsOf } from './targets.js';

/** The undo step that makes hosts be in their target groups as they were. */
const RESTORE = 'aws.restore-targets';

const undoData = z.array(
  z.strictObject({
    group: z.string(),
    /** With which ports the host was in the group; none: it was not. */
    ports: z.array(z.number()),
  }),
);

/**
 * Has hosts leave the target groups of their role before they switch, and join them when the new build is proven. A host whose
 * site is taken down leaves them.
 */
export function keepInTargetGroups(fck: Fck, fleet: Fleet): void {
  fck.hooks.activate.tapPromise({ name: 'aws', stage: -100 }, async (context) => {
    const members = await membersOf(fleet, context);
    if (members.length === 0) return;
    const names = members.map(({ group }) => group.name);
    context.rotation(`the target group ${names.join(', ')}`, rotationOf(members));
  });

  fck.hooks.deactivate.tapPromise({ name: 'aws', stage: -100 }, async (context) => {
    const members = await membersOf(fleet, context);
    const standings = await Promise.all(members.map((member) => standingOf(member, [])));
    const inGroups = standings.filter(({ ports }) => ports.length > 0);
    if (inGroups.length === 0) return;
    await context.step('leave its target groups', () => Promise.all(inGroups.map(leaveUnlessDry)));
  });

  fck.undoSteps.register(RESTORE, async (context, data) => {
    const of = fleet.of(context.role);
    for (const { group, ports } of undoData.parse(data)) {
      if (of) await restore(context, of, group, ports);
      else context.warn(`Its role names no instances any more: check whether it is in ${group}.`);
    }
  });
}

async function membersOf(fleet: Fleet, context: HostContext): Promise<readonly Member[]> {
  const of = context.host.provider === 'aws' ? fleet.of(context.role) : undefined;
  if (!of) return [];
  const groups = await Promise.all(of.settings.target_groups.map((name) => targetGroupOf(of.clients, name)));
  return groups.flatMap((group) => memberOf(context, of, group) ?? []);
}

function rotationOf(members: readonly Member[]): Rotation {
  let standings: readonly Standing[] = [];
  return {
    async takenBack(wave: readonly Host[]) {
      standings = await Promise.all(members.map((member) => standingOf(member, wave)));
      const data = standings.map(({ member: { group }, ports }) => ({ group: group.arn, ports }));
      return { step: RESTORE, data };
    },
    async leave() {
      for (const standing of standings) tellThatItStays(standing);
      await Promise.all(standings.filter(({ mayLeave }) => mayLeave).map(leaveUnlessDry));
    },
    async join() {
      await Promise.all(standings.map(joinUnlessDry));
    },
  };
}

async function leaveUnlessDry({ member, ports }: Standing): Promise<void> {
  const { context, group } = member;
  if (context.dryRun) context.note(`It would leave the target group ${group.name}.`);
  else await leave(member, ports);
}

async function joinUnlessDry({ member, ports }: Standing): Promise<void> {
  const { context, group } = member;
  if (context.dryRun) context.note(`It would then be in the target group ${group.name}.`);
  else await join(member, ports);
}

/** A group that is gone, and a host that the old build does not make healthy, are no reason to leave the rest undone. */
async function restore(
  context: HostContext,
  of: AwsRoleOf,
  arn: string,
  ports: readonly number[],
): Promise<void> {
  try {
    const group = await targetGroupOf(of.clients, arn);
    const member = memberOf(context, of, group);
    if (!member) return;
    const { clients, id } = member;
    if (ports.length > 0) {
      await context.step(`join the target group ${group.name} again`, () => join(member, ports));
      return;
    }
    const isThere = (await targetsOf(clients, group)).some((target) => target.id === id && isIn(target));
    if (isThere) await deregister(clients, group, id, ports);
  } catch (thrown) {
    const isOfAws = isFckError(thrown) && ['AWS_NO_TARGET_GROUP', 'AWS_NOT_HEALTHY'].includes(thrown.code);
    if (!isOfAws) throw thrown;
    context.warn(messageOf(thrown));
  }
}
