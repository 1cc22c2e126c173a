import { call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';
import { tagList } from './tags.js';

/** Sets tags of an instance; `undefined` removes one. */
export async function setTags(
  clients: Clients,
  id: string,
  tags: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { CreateTagsCommand, DeleteTagsCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const set: Record<string, string> = {};
  const gone: { Key: string }[] = [];
  for (const [name, value] of Object.entries(tags)) {
    if (value === undefined) gone.push({ Key: name });
    else set[name] = value;
  }
  if (Object.keys(set).length > 0)
    await call(clients.account, 'ec2:CreateTags', () =>
      client.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(set) })),
    );
  if (gone.length > 0)
    await call(clients.account, 'ec2:DeleteTags', () =>
      client.send(new DeleteTagsCommand({ Resources: [id], Tags: gone })),
    );
}
