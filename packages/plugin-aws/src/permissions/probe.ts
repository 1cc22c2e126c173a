import { call } from '@fck/aws-account';
import { isFckError } from '@fck/core';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';
import { parameterOf } from './policy.js';
import { targetGroupProbe } from './probe-target-groups.js';

/** An id that no instance has: AWS checks permissions before it looks for the instance. */
const NOBODY = 'i-00000000000000000';

/**
 * Whether the account may do something, as AWS itself answers: to a dry run, or to a look.
 *
 * @param settings the roles that need it: the request names their resources
 * @returns false: denied; true: allowed; undefined: it cannot be checked without doing it
 * @throws FckError for all other failures: no credentials, no network
 */
export async function mayDo(
  clients: Clients,
  action: string,
  settings: readonly AwsRole[],
): Promise<boolean | undefined> {
  const sdk = await import('@aws-sdk/client-ec2');
  const ec2 = await clients.ec2();
  const [image = 'ami-00000000'] = settings.flatMap(({ ami_id: id }) => id ?? []);
  const one = { InstanceIds: [NOBODY], DryRun: true };
  const tags = { Resources: [NOBODY], Tags: [{ Key: 'fck:probe', Value: '' }], DryRun: true };
  const probes: Readonly<Record<string, () => Promise<unknown>>> = {
    'ec2:DescribeInstances': () => ec2.send(new sdk.DescribeInstancesCommand({ DryRun: true })),
    'ec2:DescribeImages': () => ec2.send(new sdk.DescribeImagesCommand({ Owners: ['self'], DryRun: true })),
    'ec2:DescribeSecurityGroups': () => ec2.send(new sdk.DescribeSecurityGroupsCommand({ DryRun: true })),
    'ec2:DescribeSubnets': () => ec2.send(new sdk.DescribeSubnetsCommand({ DryRun: true })),
    'ec2:DescribeVpcs': () => ec2.send(new sdk.DescribeVpcsCommand({ DryRun: true })),
    'ec2:RunInstances': () =>
      ec2.send(new sdk.RunInstancesCommand({ ImageId: image, MinCount: 1, MaxCount: 1, DryRun: true })),
    'ec2:CreateTags': () => ec2.send(new sdk.CreateTagsCommand(tags)),
    'ec2:DeleteTags': () => ec2.send(new sdk.DeleteTagsCommand(tags)),
    'ec2:StartInstances': () => ec2.send(new sdk.StartInstancesCommand(one)),
    'ec2:StopInstances': () => ec2.send(new sdk.StopInstancesCommand(one)),
    'ec2:RebootInstances': () => ec2.send(new sdk.RebootInstancesCommand(one)),
    'ec2:TerminateInstances': () => ec2.send(new sdk.TerminateInstancesCommand(one)),
    'ec2:GetConsoleOutput': () =>
      ec2.send(new sdk.GetConsoleOutputCommand({ InstanceId: NOBODY, DryRun: true })),
    'ec2:DescribeKeyPairs': () => ec2.send(new sdk.DescribeKeyPairsCommand({ DryRun: true })),
    'ec2:ImportKeyPair': () =>
      ec2.send(
        new sdk.ImportKeyPairCommand({
          KeyName: 'fck-probe',
          PublicKeyMaterial: Buffer.from('ssh-ed25519 none'),
          DryRun: true,
        }),
      ),
    'ssm:GetParameter': () => lookAtParameters(clients, settings),
  };
  const probe = probes[action] ?? (await targetGroupProbe(clients, settings, action));
  if (!probe) return undefined;
  try {
    await call(clients.account, action, probe);
    return true;
  } catch (thrown) {
    if (isFckError(thrown) && thrown.code === 'AWS_DENIED') return false;
    if (isFckError(thrown) && thrown.code === 'AWS_REFUSED') return true;
    throw thrown;
  }
}

/** Systems Manager has no dry runs; reading the parameters that roles name changes nothing. */
async function lookAtParameters(clients: Clients, settings: readonly AwsRole[]): Promise<void> {
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const ssm = await clients.ssm();
  for (const name of settings.flatMap(({ ami }) => parameterOf(ami) ?? []))
    await ssm.send(new GetParameterCommand({ Name: name }));
}
