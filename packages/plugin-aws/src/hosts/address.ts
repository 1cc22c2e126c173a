import { hostIn, type Role } from '@fck/core';
import type { AwsRole } from '../config/sections.js';
import type { Instance } from '../instances/instance.js';

/** The address by which an instance is reached: as the role says; else its public one, if it has one. */
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

/** Where sshd listens on the role's instances. */
export function sshPortOf(role: Role): number {
  return hostIn(role, { address: 'any' }, 'aws').ssh.port ?? 22;
}
