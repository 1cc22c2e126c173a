import { accountErrors, call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';
import { awsErrors } from '../errors.js';

/**
 * The ids of security groups that are named by name or id. A name means a group of the VPC that the instances are created in.
 *
 * @param subnet a subnet of that VPC; without one, the default VPC is meant
 * @throws FckError `AWS_NO_SECURITY_GROUP`
 */
export async function securityGroupIds(
  clients: Clients,
  wanted: readonly string[],
  subnet: string | undefined,
): Promise<string[]> {
  const names = wanted.filter((name) => !isId(name));
  if (names.length === 0) return [...wanted];
  const { DescribeSecurityGroupsCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const vpc = await vpcOf(clients, subnet);
  const groups = await call(clients.account, 'ec2:DescribeSecurityGroups', async () => {
    const { SecurityGroups } = await client.send(
      new DescribeSecurityGroupsCommand({
        Filters: vpc === undefined ? [] : [{ Name: 'vpc-id', Values: [vpc] }],
      }),
    );
    if (!SecurityGroups)
      throw accountErrors.badAnswer('ec2:DescribeSecurityGroups', 'it lists nothing at all');
    return SecurityGroups;
  });
  const idOf = (name: string) => groups.find(({ GroupName }) => GroupName === name)?.GroupId;
  const missing = names.filter((name) => idOf(name) === undefined);
  if (missing.length > 0)
    throw awsErrors.noGroup(
      missing,
      groups.flatMap(({ GroupName }) => GroupName ?? []),
    );
  return wanted.map((name) => (isId(name) ? name : (idOf(name) ?? name)));
}

async function vpcOf(clients: Clients, subnet: string | undefined): Promise<string | undefined> {
  const { DescribeSubnetsCommand, DescribeVpcsCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  if (subnet !== undefined) {
    const { Subnets } = await call(clients.account, 'ec2:DescribeSubnets', () =>
      client.send(new DescribeSubnetsCommand({ SubnetIds: [subnet] })),
    );
    return Subnets?.[0]?.VpcId;
  }
  const { Vpcs } = await call(clients.account, 'ec2:DescribeVpcs', () =>
    client.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] })),
  );
  return Vpcs?.[0]?.VpcId;
}

function isId(name: string): boolean {
  return /^sg-[0-9a-f]+$/.test(name);
}
