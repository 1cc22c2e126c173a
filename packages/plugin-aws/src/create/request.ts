import type { BlockDeviceMapping, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { AwsRole } from '../config/sections.js';
import { type Place, tagList, tagsOf } from '../instances/tags.js';
import type { ChosenImage } from './image.js';
import { clientToken } from './token.js';

/** The settings that all instances of a role share. */
export interface LaunchSettings {
  readonly settings: AwsRole;
  readonly image: ChosenImage;
  readonly keyName: string | undefined;
  readonly securityGroupIds: readonly string[];
}

/** One way to fill a place: an instance type in a subnet. */
export interface Attempt {
  readonly type: string;
  readonly subnet: string | undefined;
}

/** The types and subnets that may fill a place, best first. Subnets alternate, so that a role spreads over zones. */
export function attemptsFor(slot: number, { instance_type: types, subnet_ids: subnets }: AwsRole): Attempt[] {
  const turn = subnets.length === 0 ? 0 : (slot - 1) % subnets.length;
  const inTurn: (string | undefined)[] = [...subnets.slice(turn), ...subnets.slice(0, turn)];
  if (inTurn.length === 0) inTurn.push(undefined);
  return types.flatMap((type) => inTurn.map((subnet) => ({ type, subnet })));
}

/** The request that fills a place with one instance. */
export function launchRequest(
  place: Place,
  { type, subnet }: Attempt,
  { settings, image, keyName, securityGroupIds }: LaunchSettings,
): RunInstancesCommandInput {
  const tags = tagList(tagsOf(place, settings.tags));
  const devices = blockDevices(settings, image, type);
  const { instance_profile: profile, user_data: userData, spot } = settings;
  return {
    ImageId: image.id,
    // The SDK lists only the types of its release date; AWS has newer ones.
    InstanceType: type as NonNullable<RunInstancesCommandInput['InstanceType']>,
    MinCount: 1,
    MaxCount: 1,
    ClientToken: clientToken(place, type, subnet),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
    MetadataOptions: {
      HttpEndpoint: 'enabled',
      HttpTokens: settings.metadata.tokens,
      HttpPutResponseHopLimit: settings.metadata.hop_limit,
    },
    DisableApiTermination: settings.termination_protection,
    ...network(settings.public_ip, subnet, [...securityGroupIds]),
    ...withoutUndefined({
      KeyName: keyName,
      BlockDeviceMappings: devices.length > 0 ? devices : undefined,
      IamInstanceProfile: profile === undefined ? undefined : profileOf(profile),
      UserData: userData === undefined ? undefined : Buffer.from(userData).toString('base64'),
      InstanceMarketOptions: spot === false ? undefined : spotOptions(spot),
    }),
  };
}

/** A public address is set on the network interface, and then all network settings have to be. */
function network(publicIp: boolean | undefined, SubnetId: string | undefined, groups: string[]) {
  const Groups = groups.length > 0 ? groups : undefined;
  if (publicIp === undefined) return withoutUndefined({ SubnetId, SecurityGroupIds: Groups });
  const common = withoutUndefined({ SubnetId, Groups });
  return { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: publicIp, ...common }] };
}

/** Types from before volumes could be encrypted. */
const CANNOT_ENCRYPT = /^(t1|m1|m2|c1|cc1|cc2|cg1|cr1|hi1|hs1)\./;

type Volume = AwsRole['volumes'][number];

/** The role's volumes; the image's root volume is always among them, so that it too is gp3 and encrypted. */
function blockDevices(settings: AwsRole, { root }: ChosenImage, type: string): BlockDeviceMapping[] {
  const encryptable = !CANNOT_ENCRYPT.test(type);
  const listed = settings.volumes.map((volume) => ({ ...volume, device: volume.device ?? root?.device }));
  const needsRoot = root && encryptable && !listed.some(({ device }) => device === root.device);
  const volumes: Volume[] = needsRoot
    ? [{ device: root.device, size: root.size, type: 'gp3', delete_on_termination: true }, ...listed]
    : listed;
  return volumes.flatMap((volume) =>
    volume.device === undefined
      ? []
      : [{ DeviceName: volume.device, Ebs: withoutUndefined(volumeRequest(volume, root, encryptable)) }],
  );
}

function volumeRequest(volume: Volume, root: ChosenImage['root'], encryptable: boolean) {
  return {
    VolumeType: volume.type,
    VolumeSize: volume.size ?? (volume.device === root?.device ? root?.size : undefined),
    DeleteOnTermination: volume.delete_on_termination,
    Encrypted: (volume.encrypted ?? encryptable) || undefined,
    Iops: volume.iops,
    Throughput: volume.throughput,
  };
}

/** Unset values are left out, so that AWS's own defaults apply. */
function withoutUndefined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function profileOf(nameOrArn: string): { Arn: string } | { Name: string } {
  return nameOrArn.startsWith('arn:') ? { Arn: nameOrArn } : { Name: nameOrArn };
}

function spotOptions(spot: Exclude<AwsRole['spot'], false>) {
  const price = spot === true ? {} : { MaxPrice: spot.max_price };
  return { MarketType: 'spot' as const, SpotOptions: { SpotInstanceType: 'one-time' as const, ...price } };
}
