import type { TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { accountErrors, awsCodeOf, call } from '@fck/aws-account';
import type { Host } from '@fck/core';
import type { Clients } from '../account/clients.js';
import { INSTANCE_LABEL } from '../hosts/host-of-instance.js';
import type { TargetGroup } from './target-group.js';

/** A target of a group. A host may be several targets, with different ports. */
export interface Target {
  readonly id: string;
  readonly port: number | undefined;
  /** `initial`, `healthy`, `unhealthy`, `draining`, `unused`, `unavailable`. */
  readonly state: string;
  /** AWS's code for the reason: `Target.FailedHealthChecks`. */
  readonly reason: string | undefined;
  /** AWS's description of the reason. */
  readonly description: string | undefined;
}

type Arn = Pick<TargetGroup, 'arn'>;

/** The id of a host in a target group. */
export function targetIdOf(host: Host, { type }: Pick<TargetGroup, 'type'>): string | undefined {
  return type === 'ip' ? (host.privateAddress ?? host.address) : host.labels[INSTANCE_LABEL];
}

/** All targets of a group, including those that are leaving it. */
export function targetsOf(clients: Clients, group: Arn): Promise<readonly Target[]> {
  return describe(clients, group, undefined);
}

/** The targets of one host in a group, for each of its current or former ports; without any: the group's own port. */
export function targetOf(
  clients: Clients,
  group: Arn,
  id: string,
  ports: readonly number[],
): Promise<readonly Target[]> {
  return describe(clients, group, descriptions(id, ports));
}

/** Whether a target is in its group, and not leaving it. */
export function isIn({ state, reason }: Target): boolean {
  return state !== 'draining' && reason !== 'Target.NotRegistered';
}

/** Puts a target into a group; does nothing if it is a member. */
export async function register(
  clients: Clients,
  { arn }: Arn,
  id: string,
  ports: readonly number[],
): Promise<void> {
  const { RegisterTargetsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await clients.elb();
  const request = { TargetGroupArn: arn, Targets: descriptions(id, ports) };
  await call(clients.account, 'elasticloadbalancing:RegisterTargets', () =>
    client.send(new RegisterTargetsCommand(request)),
  );
}

/** Takes a target out of a group: it gets no new requests, and open ones may end. Does nothing if it is not a member. */
export async function deregister(
  clients: Clients,
  { arn }: Arn,
  id: string,
  ports: readonly number[],
): Promise<void> {
  const { DeregisterTargetsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await clients.elb();
  const request = { TargetGroupArn: arn, Targets: descriptions(id, ports) };
  await call(clients.account, 'elasticloadbalancing:DeregisterTargets', () =>
    client.send(new DeregisterTargetsCommand(request)),
  ).catch((thrown: unknown) => {
    if (!/^InvalidTarget/.test(awsCodeOf(thrown) ?? '')) throw thrown;
  });
}

async function describe(
  clients: Clients,
  { arn }: Arn,
  Targets: TargetDescription[] | undefined,
): Promise<readonly Target[]> {
  const { DescribeTargetHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await clients.elb();
  const action = 'elasticloadbalancing:DescribeTargetHealth';
  const request = { TargetGroupArn: arn, ...(Targets && { Targets }) };
  const found = await call(clients.account, action, async () => {
    const answer = await client.send(new DescribeTargetHealthCommand(request));
    // The page of a proxy counts as a success, too, but contains no list.
    if (!answer.TargetHealthDescriptions) throw accountErrors.badAnswer(action, 'it lists nothing at all');
    return answer.TargetHealthDescriptions;
  });
  return found.flatMap(({ Target: target, TargetHealth: health }) =>
    target?.Id === undefined || health?.State === undefined
      ? []
      : [
          {
            id: target.Id,
            port: target.Port,
            state: health.State,
            reason: health.Reason,
            description: health.Description,
          },
        ],
  );
}

function descriptions(id: string, ports: readonly number[]): TargetDescription[] {
  return ports.length === 0 ? [{ Id: id }] : ports.map((Port) => ({ Id: id, Port }));
}
