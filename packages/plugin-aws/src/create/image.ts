import type { Image } from '@aws-sdk/client-ec2';
import { accountErrors, awsCodeOf, call } from '@fck/aws-account';
import type { Clients } from '../account/clients.js';
import type { AwsRole, ImageQuery } from '../config/sections.js';
import { awsErrors } from '../errors.js';
import type { RoleRecord } from '../instances/role-record.js';

/** An image that instances start from. */
export interface ChosenImage {
  readonly id: string;
  /** Its root volume: the device (`/dev/xvda`), and the size in GiB. */
  readonly root: { readonly device: string; readonly size: number | undefined } | undefined;
}

/**
 * The image of a role. An image that is named by its properties is looked up once and recorded: later instances use the same image
 * until `fck ec2 images --update`. A dry run records nothing.
 *
 * @throws FckError `AWS_NO_IMAGE`
 */
export async function imageOf(
  clients: Clients,
  settings: AwsRole,
  record: RoleRecord,
  how: { readonly dryRun?: boolean } = {},
): Promise<ChosenImage> {
  const { ami_id: given } = settings;
  if (given !== undefined) return described(clients, given);
  const known = recordedImage(clients, settings, record);
  return known === undefined ? updatedImage(clients, settings, record, how) : described(clients, known);
}

/** The image that new instances of a role start from: the configured id, or the recorded one. */
export function recordedImage(clients: Clients, settings: AwsRole, record: RoleRecord): string | undefined {
  return settings.ami_id ?? record.image(keyOf(clients, settings));
}

/**
 * Looks up the current image of a role and records it. A dry run records nothing.
 *
 * @throws FckError `AWS_NO_IMAGE`
 */
export async function updatedImage(
  clients: Clients,
  settings: AwsRole,
  record: RoleRecord,
  { dryRun = false } = {},
): Promise<ChosenImage> {
  const { ami_id: given, ami: query } = settings;
  if (given !== undefined) return described(clients, given);
  if (query === undefined) throw new TypeError('the schema demands an image');
  const id = 'ssm' in query ? await fromParameter(clients, query.ssm) : await newestOf(clients, query);
  const image = await described(clients, id);
  if (!dryRun) await record.setImage(keyOf(clients, settings), id);
  return image;
}

function keyOf({ account }: Clients, { ami }: AwsRole): string {
  return JSON.stringify([account.region, ami]);
}

async function described(clients: Clients, id: string): Promise<ChosenImage> {
  const [image] = await describeImages(clients, { ImageIds: [id] }).catch((thrown: unknown) => {
    if (awsCodeOf(thrown)?.startsWith('InvalidAMIID')) return [];
    throw thrown;
  });
  if (!image) throw awsErrors.noImage(id, regionOf(clients));
  const device = image.RootDeviceType === 'ebs' ? image.RootDeviceName : undefined;
  const size = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === device)?.Ebs?.VolumeSize;
  return { id, root: device === undefined ? undefined : { device, size } };
}

async function fromParameter(clients: Clients, name: string): Promise<string> {
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const client = await clients.ssm();
  const answer = await call(clients.account, 'ssm:GetParameter', () =>
    client.send(new GetParameterCommand({ Name: name })),
  ).catch((thrown: unknown) => {
    if (awsCodeOf(thrown) === 'ParameterNotFound')
      throw awsErrors.noImage(`at the parameter ${name}`, regionOf(clients));
    throw thrown;
  });
  const id = answer.Parameter?.Value;
  if (!id?.startsWith('ami-')) throw awsErrors.noImage(`at the parameter ${name}`, regionOf(clients));
  return id;
}

async function newestOf(
  clients: Clients,
  { owner, name, arch }: Exclude<ImageQuery, { ssm: string }>,
): Promise<string> {
  const images = await describeImages(clients, {
    Owners: [owner],
    Filters: [
      { Name: 'name', Values: [name] },
      { Name: 'architecture', Values: [arch] },
      { Name: 'state', Values: ['available'] },
    ],
  });
  const newest = images.toSorted((a, b) => (b.CreationDate ?? '').localeCompare(a.CreationDate ?? ''))[0];
  if (newest?.ImageId === undefined)
    throw awsErrors.noImage(`named "${name}" of ${owner} for ${arch}`, regionOf(clients));
  return newest.ImageId;
}

async function describeImages(
  clients: Clients,
  query: { ImageIds?: string[]; Owners?: string[]; Filters?: { Name: string; Values: string[] }[] },
): Promise<readonly Image[]> {
  const { DescribeImagesCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  return call(clients.account, 'ec2:DescribeImages', async () => {
    const { Images } = await client.send(new DescribeImagesCommand(query));
    if (!Images) throw accountErrors.badAnswer('ec2:DescribeImages', 'it lists nothing at all');
    return Images;
  });
}

function regionOf({ account }: Clients): string {
  return account.region ?? 'the region';
}
