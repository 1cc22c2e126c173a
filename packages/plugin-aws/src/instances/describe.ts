import type { Filter } from '@aws-sdk/client-ec2';
import { accountErrors, call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';
import { type Instance, instanceFrom } from './instance.js';
import { TAGS } from './tags.js';

const PAGE = 500;

/** All instances that match these filters, including terminated ones while AWS still shows them. */
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
      // The page of a proxy counts as a success, too, but contains no list.
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

/** The filters that find the instances of a project, or of some of its roles. */
export function ofProject(project: string, roles?: readonly string[]): Filter[] {
  return [
    { Name: `tag:${TAGS.project}`, Values: [project] },
    ...(roles === undefined ? [] : [{ Name: `tag:${TAGS.role}`, Values: [...roles] }]),
  ];
}
