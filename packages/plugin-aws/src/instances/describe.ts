import type { Filter } from '@aws-sdk/client-ec2';
import { accountErrors, call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';
import { type Instance, instanceFrom } from './instance.js';
import { TAGS } from './tags.js';

const PAGE = 500;

/** All instances that AWS knows by these filters, ended ones too while AWS still shows them. */
export async function describeInstances(
  clients: Clients,
  filters: readonly Filter[],
): Promise<readonly Instance[]> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const found: Instance[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await call(clients.account, 'ec2:DescribeInstances', async () => {
      const page = await client.send(
        new DescribeInstancesCommand({
          Filters: [...filters],
          MaxResults: PAGE,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      // A page of some proxy is "successful" too, and has no list, not even an empty one.
      if (!page.Reservations)
        throw accountErrors.badAnswer('ec2:DescribeInstances', 'it lists nothing at all');
      return page;
    });
    for (const { Instances } of answer.Reservations ?? [])
      found.push(...(Instances ?? []).flatMap((raw) => instanceFrom(raw) ?? []));
    NextToken = answer.NextToken || undefined;
  } while (NextToken !== undefined);
  return found;
}

/** The filters by which the instances of a project, and of some of its roles, are found. */
export function ofProject(project: string, roles?: readonly string[]): Filter[] {
  return [
    { Name: `tag:${TAGS.project}`, Values: [project] },
    ...(roles === undefined ? [] : [{ Name: `tag:${TAGS.role}`, Values: [...roles] }]),
  ];
}
