import { awsCodeOf, call } from '@fck/aws-account';
import type { Creation } from '../instances/creation.js';
import type { RoleRecord } from '../instances/role-record.js';
import { type Place, placeName } from '../instances/tags.js';
import { imageOf } from './image.js';
import { hasKeyPair, importKey, type KeyToImport, type MissingKey } from './key-pair.js';
import { attemptsFor, launchRequest } from './request.js';
import { securityGroupIds } from './security-groups.js';
import type { SlotPlan } from './slots.js';

/**
 * Asks AWS whether it would create the missing instances, and plans the work. Changes nothing, neither in the account nor in the
 * records on this machine.
 */
export async function rehearse(
  creation: Creation,
  record: RoleRecord,
  { free, adopted }: SlotPlan,
  key: KeyToImport | MissingKey | undefined,
): Promise<void> {
  const { context, clients, settings } = creation;
  const { project, role, planned } = context;
  const nameOf = (slot: number) => placeName({ role: role.name, slot });
  for (const [slot, { id }] of adopted) planned(nameOf(slot), `tag ${id} as this host`);
  const [first] = free;
  const attempt = first && attemptsFor(first.slot, settings)[0];
  if (!first || !attempt) return;
  const [image, groups, keyName] = await Promise.all([
    imageOf(clients, settings, record, { dryRun: true }),
    securityGroupIds(clients, settings.security_groups, settings.subnet_ids[0]),
    rehearseImport(creation, key, nameOf(first.slot)),
  ]);
  const place: Place = { project: project.name, role: role.name, ...first };
  const { RunInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const launchSettings = { settings, image, keyName, securityGroupIds: groups };
  const request = { ...launchRequest(place, attempt, launchSettings), DryRun: true };
  await call(clients.account, 'ec2:RunInstances', () => client.send(new RunInstancesCommand(request))).catch(
    (thrown: unknown) => {
      if (awsCodeOf(thrown) !== 'DryRunOperation') throw thrown;
    },
  );
  for (const { slot } of free) planned(nameOf(slot), `make an instance (${attempt.type}, ${image.id})`);
}

/** @returns the existing key pair: AWS would refuse one that is only planned */
async function rehearseImport(
  { context: { planned }, clients, settings }: Creation,
  key: KeyToImport | MissingKey | undefined,
  host: string,
): Promise<string | undefined> {
  if (key === undefined) return settings.key_name;
  if ('missing' in key) throw key.missing;
  const isThere = await hasKeyPair(clients, key.name);
  if (isThere) return key.name;
  await importKey(clients, key, { dryRun: true });
  const unless = isThere === undefined ? ', unless it is there' : '';
  planned(host, `import ${key.path} as the key pair ${key.name}${unless}`);
  return undefined;
}
