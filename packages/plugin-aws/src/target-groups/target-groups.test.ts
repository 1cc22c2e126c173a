import type { Role } from '@fck/core';
import { fakeHostContext, fakeRemote } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { fakeClients } from '../account/fake-clients.test.helper.js';
import { awsRole } from '../config/sections.js';
import type { AwsRoleOf } from '../fleet.js';
import { INSTANCE_LABEL } from '../hosts/host-of-instance.js';
import { join, leave, type Member, memberOf } from './member.js';
import { rotationOf } from './rotation.js';
import { targetGroupOf } from './target-group.js';
import { undoMembership } from './undo-membership.js';

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/web/6d0ecf831eec9f09';
const ME = 'i-1';

/** One target group in memory. What is to be said of a target that is in it can be set. */
class FakeGroup {
  readonly targets = new Map<string, number>();
  /** Changes, in order. */
  readonly done: string[] = [];
  exists = true;
  health: { State: string; Reason?: string; Description?: string } = { State: 'healthy' };
  /** How often a target that left is shown as draining. */
  drains = 0;

  async send(command: { constructor: { name: string }; input: Request }): Promise<unknown> {
    const { input } = command;
    const ids = input.Targets?.map(({ Id }) => Id) ?? [];
    switch (command.constructor.name) {
      case 'DescribeTargetGroupsCommand':
        return {
          TargetGroups: this.exists
            ? [{ TargetGroupArn: ARN, TargetGroupName: 'web', TargetType: 'instance' }]
            : [],
        };
      case 'DescribeTargetGroupAttributesCommand':
        return { Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }] };
      case 'RegisterTargetsCommand':
        for (const { Id, Port = 80 } of input.Targets ?? []) this.targets.set(Id, Port);
        this.done.push(`register ${JSON.stringify(input.Targets)}`);
        return {};
      case 'DeregisterTargetsCommand':
        for (const id of ids) this.targets.delete(id);
        this.done.push(`deregister ${JSON.stringify(input.Targets)}`);
        return {};
      default:
        return {
          TargetHealthDescriptions: (input.Targets ? ids : [...this.targets.keys()]).map((Id) => ({
            Target: { Id, Port: this.targets.get(Id) },
            TargetHealth: this.#healthOf(Id),
          })),
        };
    }
  }

  #healthOf(id: string) {
    if (this.targets.has(id)) return this.health;
    return this.drains-- > 0
      ? { State: 'draining', Reason: 'Target.DeregistrationInProgress' }
      : { State: 'unused', Reason: 'Target.NotRegistered' };
  }
}

interface Request {
  readonly Targets?: readonly { readonly Id: string; readonly Port?: number }[];
}

/** A host, and the group of its role. */
function scene(wait: object = { healthy: 0.2 }, dryRun = false) {
  const group = new FakeGroup();
  const clients = fakeClients('elb', group);
  const remote = fakeRemote({ host: { labels: { [INSTANCE_LABEL]: ME } }, dryRun });
  const context = fakeHostContext({ remote });
  const settings = awsRole.parse({ ami_id: 'ami-1', instance_type: 't3.small', target_groups: 'web', wait });
  const role: Role = context.role;
  const of: AwsRoleOf = { role, settings, clients, account: clients.account };
  const member = async (): Promise<Member> => {
    const found = memberOf(context, of, await targetGroupOf(clients, 'web'));
    if (!found) throw new Error('the group has no name for the host');
    return found;
  };
  return { group, context, of, member };
}

describe('a host that leaves', () => {
  it('is waited for until it is no longer draining', async () => {
    const { group, context, member } = scene();
    group.targets.set(ME, 80);
    group.drains = 2;
    await leave(await member(), [80]);
    expect(group.drains).toBe(-1);
    expect(context.notes).toEqual(['It leaves the target group web: requests under way have 20 s to end.']);
  });

  it('is waited for no longer than the role says', async () => {
    const { group, member } = scene({ drain: 0.1 });
    group.drains = 1000;
    await leave(await member(), [80]);
    expect(group.drains).toBeGreaterThan(990);
  });
});

describe('a host that joins', () => {
  it('is registered with its ports, and said to be unhealthy if it does not become healthy', async () => {
    const { group, member } = scene();
    group.health = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' };
    await expect(member().then((one) => join(one, [8080]))).rejects.toMatchObject({
      code: 'AWS_NOT_HEALTHY',
      message: expect.stringContaining('within 0.2 s: unhealthy (Request timed out)'),
    });
    expect(group.done).toEqual(['register [{"Id":"i-1","Port":8080}]']);
  });

  it('is not registered again if it is in', async () => {
    const { group, member } = scene();
    group.targets.set(ME, 80);
    await join(await member(), [80]);
    expect(group.done).toEqual([]);
  });

  it('is not waited for where no load balancer checks it, which is reported', async () => {
    const { group, context, member } = scene();
    group.health = { State: 'unused', Reason: 'Target.NotInUse', Description: 'No load balancer' };
    await join(await member(), []);
    expect(context.warnings).toEqual(['The target group web does not check it: unused (No load balancer)']);
  });
});

describe('a host in rotation', () => {
  const switched = async (
    { group, context, member }: ReturnType<typeof scene>,
    others: readonly string[],
  ) => {
    for (const id of [ME, ...others]) group.targets.set(id, 80);
    const rotation = rotationOf([await member()]);
    const taken = await rotation.undoEntry([context.host]);
    await rotation.leave();
    await rotation.join();
    return taken;
  };

  it('leaves and joins where others serve meanwhile, and is undone by joining', async () => {
    const here = scene();
    expect(await switched(here, ['i-2'])).toEqual({
      step: 'aws.undo-membership',
      data: [{ group: ARN, ports: [80] }],
    });
    const target = '[{"Id":"i-1","Port":80}]';
    expect(here.group.done).toEqual([`deregister ${target}`, `register ${target}`]);
  });

  it('stays in where it is alone, and says so', async () => {
    const here = scene();
    await switched(here, []);
    expect(here.group.done).toEqual([]);
    expect(here.context.notes).toEqual([expect.stringContaining('It stays in the target group web')]);
  });

  it('is only said to leave in a dry run', async () => {
    const here = scene({}, true);
    await switched(here, ['i-2']);
    expect(here.group.done).toEqual([]);
    expect(here.context.notes[0]).toBe('It would leave the target group web.');
  });
});

describe('what an activation did is undone', () => {
  it('by putting a host in again that was in, twice if need be', async () => {
    const { group, context, of } = scene();
    for (const _ of [1, 2]) await undoMembership(context, of, [{ group: ARN, ports: [80] }]);
    expect(group.done).toEqual(['register [{"Id":"i-1","Port":80}]']);
  });

  it('by taking a host out again that was not in', async () => {
    const { group, context, of } = scene();
    group.targets.set(ME, 80);
    for (const _ of [1, 2]) await undoMembership(context, of, [{ group: ARN, ports: [] }]);
    expect(group.done).toEqual(['deregister [{"Id":"i-1"}]']);
  });

  it('with a warning where the old build is not healthy either, or the group is gone', async () => {
    const { group, context, of } = scene();
    group.health = { State: 'unhealthy' };
    await undoMembership(context, of, [{ group: ARN, ports: [80] }]);
    group.exists = false;
    await undoMembership(context, of, [{ group: ARN, ports: [80] }]);
    await undoMembership(context, undefined, [{ group: ARN, ports: [80] }]);
    expect(context.warnings).toEqual([
      expect.stringContaining('does not find web-1 healthy'),
      expect.stringContaining('there is none'),
      expect.stringContaining('names no instances any more'),
    ]);
  });
});
