import { describe, expect, it } from 'vitest';
import { awsRole } from '../config/sections.js';
import { attemptsFor, launchRequest } from './request.js';
import { clientToken } from './token.js';

const place = { project: 'shop', role: 'web', slot: 2, generation: 1 };
const root = { device: '/dev/xvda', size: 8 };
const settingsOf = (more: object = {}) =>
  awsRole.parse({ ami_id: 'ami-1', instance_type: ['t3.small', 't3a.small'], ...more });
const requestOf = (more: object = {}, type = 't3.small') =>
  launchRequest(
    place,
    { type, subnet: undefined },
    {
      settings: settingsOf(more),
      image: { id: 'ami-1', root },
      keyName: undefined,
      securityGroupIds: ['sg-1'],
    },
  );

describe('attemptsFor', () => {
  it('tries every type in every subnet, and begins with another subnet in each place', () => {
    const settings = settingsOf({ subnet_ids: ['subnet-a', 'subnet-b'] });
    const inWords = (slot: number) =>
      attemptsFor(slot, settings).map(({ type, subnet }) => `${type} ${subnet}`);
    expect(inWords(1)).toEqual([
      't3.small subnet-a',
      't3.small subnet-b',
      't3a.small subnet-a',
      't3a.small subnet-b',
    ]);
    expect(inWords(2)[0]).toBe('t3.small subnet-b');
    expect(attemptsFor(1, settingsOf())).toHaveLength(2);
  });
});

describe('clientToken', () => {
  it('is the same for the same place, and another for any other', () => {
    const token = clientToken(place, 't3.small', undefined);
    expect(clientToken({ ...place }, 't3.small', undefined)).toBe(token);
    expect(token.length).toBeLessThanOrEqual(64);
    const others = [
      clientToken({ ...place, project: 'shop2' }, 't3.small', undefined),
      clientToken({ ...place, role: 'app' }, 't3.small', undefined),
      clientToken({ ...place, slot: 3 }, 't3.small', undefined),
      clientToken({ ...place, generation: 2 }, 't3.small', undefined),
      clientToken(place, 't3a.small', undefined),
      clientToken(place, 't3.small', 'subnet-a'),
    ];
    expect(new Set([token, ...others]).size).toBe(7);
  });
});

describe('launchRequest', () => {
  it('encrypts the root volume, and keeps its size', () => {
    expect(requestOf().BlockDeviceMappings).toEqual([
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeType: 'gp3', VolumeSize: 8, Encrypted: true, DeleteOnTermination: true },
      },
    ]);
  });

  it("leaves the volumes of the ancestor's types as they are: they cannot be encrypted", () => {
    expect(requestOf({}, 't1.micro').BlockDeviceMappings).toBeUndefined();
  });

  it('takes a volume without a device for the root', () => {
    const [volume, data] =
      requestOf({ volumes: [{ size: 40 }, { device: '/dev/sdf', size: 100, encrypted: false }] })
        .BlockDeviceMappings ?? [];
    expect(volume).toMatchObject({ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 40, Encrypted: true } });
    expect(data?.Ebs).not.toHaveProperty('Encrypted');
  });

  it('puts groups and subnet at the network interface if that gets a public address', () => {
    const request = requestOf({ public_ip: true });
    expect(request.NetworkInterfaces).toEqual([
      { DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-1'] },
    ]);
    expect(request.SecurityGroupIds).toBeUndefined();
    expect(requestOf().SecurityGroupIds).toEqual(['sg-1']);
  });

  it('lets no tag of the role replace one of fck', () => {
    const tags = requestOf({ tags: { team: 'shop', Name: 'mine' } }).TagSpecifications?.[0]?.Tags ?? [];
    const textOf = (key: string) => tags.find(({ Key }) => Key === key)?.Value;
    expect({ team: textOf('team'), name: textOf('Name'), slot: textOf('fck:slot') }).toEqual({
      team: 'shop',
      name: 'mine',
      slot: '2',
    });
  });
});
