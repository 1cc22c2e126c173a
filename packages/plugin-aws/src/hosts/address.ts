import { hostIn, type Role } from '@fck/core';
import type { AwsRole } from '../config/sections.js';
import type { Instance } from '../instances/instance.js';

/** The address for connections to an instance: as the role configures it; else the public address, if there is one. */
export function addressOf(instance: Instance, { address: wanted }: AwsRole): string | undefined {
  const { publicAddress, privateAddress, publicName } = instance;
  if (wanted === 'private') return privateAddress;
  if (wanted === 'public') return publicAddress;
  if (wanted === 'dns') return publicName;
  return publicAddress ?? privateAddress;
}

/** Whether this machine itself opens connections to the role's instances, without a bastion or another way in. */
export function isReachedDirectly(role: Role): boolean {
  const { jump, proxyCommand, via } = hostIn(role, { address: 'any' }, 'aws').ssh;
  return jump === undefined && proxyCommand === undefined && via === undefined;
}

/** The port of sshd on the role's instances. */
export function sshPortOf(role: Role): number {
  return hostIn(role, { address: 'any' }, 'aws').ssh.port ?? 22;
}
