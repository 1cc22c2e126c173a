import type { TargetGroup as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import { accountErrors, awsCodeOf, call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';
import { awsErrors } from '../errors.js';

/** A target group of a load balancer. */
export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  /** Whether its targets are instance ids or private addresses. */
  readonly type: 'instance' | 'ip';
  /** Seconds that open requests get to end after a target left. */
  readonly deregistrationDelay: number;
  /** Seconds that its health checks need to find a healthy target healthy. */
  readonly healthyWithin: number;
}

/** AWS's default. */
const USUAL_DELAY = 300;

/**
 * The target group of a name or an ARN.
 *
 * @throws FckError `AWS_NO_TARGET_GROUP`
 */
export async function targetGroupOf(clients: Clients, nameOrArn: string): Promise<TargetGroup> {
  const group = await describeTargetGroup(clients, nameOrArn);
  const { TargetGroupArn: arn, TargetGroupName: name = nameOrArn, TargetType: type } = group;
  if (arn === undefined) throw awsErrors.noTargetGroup(nameOrArn, 'there is none.');
  if (type !== 'instance' && type !== 'ip')
    throw awsErrors.noTargetGroup(nameOrArn, `its targets are of the type "${type}".`);
  const { HealthCheckIntervalSeconds: every = 30, HealthyThresholdCount: times = 5 } = group;
  return {
    arn,
    name,
    type,
    deregistrationDelay: await deregistrationDelayOf(clients, arn),
    // Twice the minimum: a check may fail while the host warms up.
    healthyWithin: 2 * every * times + 30,
  };
}

/** AWS's description of the target group with a name or an ARN; undefined if there is none. */
export async function describeTargetGroup(clients: Clients, nameOrArn: string): Promise<Described> {
  const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await clients.elb();
  const query = nameOrArn.startsWith('arn:') ? { TargetGroupArns: [nameOrArn] } : { Names: [nameOrArn] };
  const action = 'elasticloadbalancing:DescribeTargetGroups';
  const found = await call(clients.account, action, async () => {
    const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand(query));
    if (!TargetGroups) throw accountErrors.badAnswer(action, 'it lists nothing at all');
    return TargetGroups;
  }).catch((thrown: unknown) => {
    if (isGone(thrown)) return [];
    throw thrown;
  });
  return found[0] ?? {};
}

/** Seconds that open requests get to end after a target left. */
export async function deregistrationDelayOf(clients: Clients, arn: string): Promise<number> {
  const { DescribeTargetGroupAttributesCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await clients.elb();
  const { Attributes = [] } = await call(
    clients.account,
    'elasticloadbalancing:DescribeTargetGroupAttributes',
    () => client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn })),
  );
  const told = Attributes.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
  const seconds = Number(told ?? USUAL_DELAY);
  return Number.isFinite(seconds) ? seconds : USUAL_DELAY;
}

function isGone(thrown: unknown): boolean {
  return /^TargetGroupNotFound/.test(awsCodeOf(thrown) ?? '');
}
