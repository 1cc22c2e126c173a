import type { Account } from '@fck/aws-account';
import type { Role } from '@fck/core';
import { fakeRole } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { awsRole } from '../config/sections.js';
import type { Instance } from '../instances/instance.js';
import { TAGS } from '../instances/tags.js';
import { addressOf } from './address.js';
import { hostOfInstance } from './host-of-instance.js';

const instance: Instance = {
  id: 'i-0123456789abcdef0',
  state: 'running',
  stateReason: undefined,
  type: 't3.small',
  image: 'ami-1',
  zone: 'eu-central-1a',
  publicAddress: '203.0.113.10',
  privateAddress: '10.0.0.10',
  publicName: 'ec2-203-0-113-10.example.com',
  launchedAt: undefined,
  token: undefined,
  tags: new Map([[TAGS.slot, '3']]),
};
const account: Account = {
  region: 'eu-central-1',
  profile: "it's 100%",
  assumeRole: undefined,
  endpoint: undefined,
  keys: undefined,
};
const settings = (more: object = {}) =>
  awsRole.parse({ ami_id: 'ami-1', instance_type: 't3.small', ...more });
const noKeys = { hostKeys: () => undefined };
const roleVia = (ssh: Role['hostDefaults']['ssh']): Role => {
  const role = fakeRole();
  return { ...role, hostDefaults: { ...role.hostDefaults, ssh } };
};

describe('addressOf', () => {
  it.each([
    [{}, '203.0.113.10'],
    [{ address: 'public' }, '203.0.113.10'],
    [{ address: 'private' }, '10.0.0.10'],
    [{ address: 'dns' }, 'ec2-203-0-113-10.example.com'],
  ])('with %o is %s', (more, address) => {
    expect(addressOf(instance, settings(more))).toBe(address);
  });

  it('is the private one where there is no other', () => {
    expect(addressOf({ ...instance, publicAddress: undefined }, settings())).toBe('10.0.0.10');
  });
});

describe('hostOfInstance', () => {
  it('calls those that take no place by their id, also those of Auto Scaling groups that are tagged alike', () => {
    const named = (tags: [string, string][]) =>
      hostOfInstance(fakeRole(), { ...instance, tags: new Map(tags) }, settings(), noKeys, account)?.name;
    expect(named([[TAGS.slot, '3']])).toBe('web-3');
    expect(named([])).toBe(`web-${instance.id}`);
    expect(
      named([
        [TAGS.slot, '3'],
        [TAGS.group, 'web'],
      ]),
    ).toBe(`web-${instance.id}`);
  });

  it('is called after its place, and has what the role says of its hosts', () => {
    expect(hostOfInstance(roleVia({ port: 2222 }), instance, settings(), noKeys, account)).toMatchObject({
      name: 'web-3',
      role: 'web',
      user: 'deploy',
      address: '203.0.113.10',
      privateAddress: '10.0.0.10',
      ssh: { port: 2222 },
      labels: { instance: instance.id },
      setUpTimeout: settings().wait.cloud_init,
      provider: 'aws',
    });
  });

  it('accepts only the host keys that its console showed', () => {
    const keys = { hostKeys: () => ['ssh-ed25519 AAAA'] };
    expect(hostOfInstance(fakeRole(), instance, settings(), keys, account)?.ssh.hostKeys).toEqual([
      'ssh-ed25519 AAAA',
    ]);
  });

  it('is reached by Session Manager if the role says so, with every word quoted', () => {
    const host = hostOfInstance(roleVia({ via: 'ssm' }), instance, settings(), noKeys, account);
    expect(host?.ssh.proxyCommand).toBe(
      String.raw`aws ssm start-session --target 'i-0123456789abcdef0' --document-name AWS-StartSSHSession --parameters portNumber=%p --region 'eu-central-1' --profile 'it'\''s 100%%'`,
    );
  });
});
