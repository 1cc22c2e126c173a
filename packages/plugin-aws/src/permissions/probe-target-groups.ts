import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';
import { deregistrationDelayOf, describeTargetGroup } from '../target-groups/target-group.js';
import { deregister, register, targetsOf } from '../target-groups/targets.js';

/** A target that is in no group. */
const NOBODY = 'i-00000000000000000';

/**
 * A call that shows whether the account may do something with the target groups of some roles. Load balancers have no dry runs:
 * looks change nothing, and changes are requested for a nonexistent group of the same name. AWS checks permissions before it
 * looks for the group.
 *
 * @returns undefined for other actions, or if no group is found
 */
export async function targetGroupProbe(
  clients: Clients,
  settings: readonly AwsRole[],
  action: string,
): Promise<(() => Promise<unknown>) | undefined> {
  const [name] = settings.flatMap(({ target_groups: groups }) => groups);
  if (name === undefined) return undefined;
  const find = () => describeTargetGroup(clients, name);
  if (action === 'elasticloadbalancing:DescribeTargetGroups') return find;
  const found = await find().catch(() => undefined);
  const arn = found?.TargetGroupArn;
  if (arn === undefined) return undefined;
  const stranger = { arn: strangerLike(arn) };
  const probes: Readonly<Record<string, () => Promise<unknown>>> = {
    'elasticloadbalancing:DescribeTargetGroupAttributes': () => deregistrationDelayOf(clients, arn),
    'elasticloadbalancing:DescribeTargetHealth': () => targetsOf(clients, { arn }),
    'elasticloadbalancing:DeregisterTargets': () => deregister(clients, stranger, NOBODY, []),
    'elasticloadbalancing:RegisterTargets': () => register(clients, stranger, NOBODY, []),
  };
  return probes[action];
}

/** The ARN of a nonexistent target group to which the permissions of this one apply. */
function strangerLike(arn: string): string {
  return arn.replace(/[^/]*$/, '0'.repeat(16));
}
