import type { Account } from '@fck/aws-account';
import { type Host, hostIn, type Role } from '@fck/core';
import type { AwsRole } from '../config/sections.js';
import { hostNameOf, type Instance } from '../instances/instance.js';
import type { RoleRecord } from '../instances/role-record.js';
import { addressOf } from './address.js';

/** The label of a host with the id of its instance. */
export const INSTANCE_LABEL = 'instance';

/** An instance as a host of its role; undefined while it has no address. */
export function hostOfInstance(
  role: Role,
  instance: Instance,
  settings: AwsRole,
  record: Pick<RoleRecord, 'hostKeys'>,
  account: Account,
): Host | undefined {
  const address = addressOf(instance, settings);
  if (address === undefined) return undefined;
  const host = hostIn(
    role,
    {
      name: hostNameOf(role.name, instance),
      address,
      private_address: instance.privateAddress === address ? undefined : instance.privateAddress,
      labels: { [INSTANCE_LABEL]: instance.id, zone: instance.zone ?? '', type: instance.type },
    },
    'aws',
  );
  const hostKeys = record.hostKeys(instance.id) ?? host.ssh.hostKeys;
  const proxyCommand = host.ssh.via === 'ssm' ? sessionManager(instance.id, account) : host.ssh.proxyCommand;
  return {
    ...host,
    setUpTimeout: settings.wait.cloud_init,
    ssh: { ...host.ssh, hostKeys, proxyCommand, via: host.ssh.via === 'ssm' ? undefined : host.ssh.via },
  };
}

/** Connects to an instance without an open port, through AWS's own command and its session-manager plugin. */
function sessionManager(id: string, { region, profile }: Account): string {
  const options = [
    ...(region === undefined ? [] : [`--region ${word(region)}`]),
    ...(profile === undefined ? [] : [`--profile ${word(profile)}`]),
  ];
  return `aws ssm start-session --target ${word(id)} --document-name AWS-StartSSHSession --parameters portNumber=%p ${options.join(' ')}`.trimEnd();
}

/** A quoted shell word with doubled percent signs, which a ProxyCommand would replace. */
function word(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`).replaceAll('%', '%%')}'`;
}
