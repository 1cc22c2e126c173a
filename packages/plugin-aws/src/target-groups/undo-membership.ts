import { type HostContext, isFckError, type Json, messageOf } from '@fck/core';
import { z } from 'zod';
import type { AwsRoleOf } from '../fleet.js';
import { join, memberOf } from './member.js';
import { targetGroupOf } from './target-group.js';
import { deregister, isIn, targetOf } from './targets.js';

/** The undo step that restores a host's memberships in its target groups. */
export const UNDO_MEMBERSHIP = 'aws.undo-membership';

const undoData = z.lazy(() =>
  z.array(
    z.strictObject({
      /** The ARN of the group. */
      group: z.string(),
      /** The ports of the former membership; empty: the host was not a member. */
      ports: z.array(z.number()),
    }),
  ),
);

/** Restores a host's memberships as they were before its activation, whether that succeeded or failed. */
export async function undoMembership(
  context: HostContext,
  of: AwsRoleOf | undefined,
  data: Json,
): Promise<void> {
  for (const { group, ports } of undoData.parse(data)) {
    if (of) await undoIn(group, ports, context, of);
    else context.warn(`Its role names no instances any more: check whether it is in ${group}.`);
  }
}

/** A removed group, or a host that stays unhealthy with the old build, must not stop the rest of the undo. */
async function undoIn(
  arn: string,
  ports: readonly number[],
  context: HostContext,
  of: AwsRoleOf,
): Promise<void> {
  try {
    const group = await targetGroupOf(of.clients, arn);
    const member = memberOf(context, of, group);
    if (!member) return;
    if (ports.length > 0) {
      await context.step(`join the target group ${group.name} again`, () => join(member, ports));
      return;
    }
    const { clients, id } = member;
    const now = await targetOf(clients, group, id, ports);
    if (now.some(isIn)) await deregister(clients, group, id, ports);
  } catch (thrown) {
    const isPassed = isFckError(thrown) && ['AWS_NO_TARGET_GROUP', 'AWS_NOT_HEALTHY'].includes(thrown.code);
    if (!isPassed) throw thrown;
    context.warn(messageOf(thrown));
  }
}
