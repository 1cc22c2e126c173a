import type { Secret } from '../command/secret.js';
import type { HostEntry, SshEntry } from '../config/core-sections.js';
import { expandPath } from '../config/expand-path.js';
import type { Role } from '../config/role.js';
import type { Host, SshOptions } from './host.js';

/** What a host inherits from its role and project. */
export interface HostDefaults {
  readonly role: string;
  readonly user: string | undefined;
  readonly ssh: SshEntry;
  readonly keyFile: string | undefined;
  readonly sudoPassword: Secret | undefined;
  readonly directory: string;
}

/** Makes a host of what the config says: `user@address:port`, or an object. */
export function hostFrom(entry: HostEntry, defaults: HostDefaults): Host {
  const given = typeof entry === 'string' ? splitAddress(entry) : entry;
  const ssh = { ...defaults.ssh, ...given.ssh };
  return {
    name: given.name ?? given.address,
    role: defaults.role,
    address: given.address,
    privateAddress: given.private_address,
    user: given.user ?? defaults.user,
    transport: given.transport ?? (given.address === 'local' ? 'local' : 'ssh'),
    ssh: sshOptions({ ...ssh, port: given.port ?? ssh.port }, defaults),
    sudoPassword: given.sudo_password ?? defaults.sudoPassword,
    labels: given.labels ?? {},
    provider: 'config',
  };
}

function sshOptions(ssh: SshEntry, defaults: HostDefaults): SshOptions {
  const files = ssh.key_filename === undefined ? defaults.keyFile : ssh.key_filename;
  return {
    port: ssh.port,
    identityFiles:
      files === undefined ? undefined : [files].flat().map((file) => expandPath(file, defaults.directory)),
    passphrase: ssh.passphrase,
    jump: ssh.jump,
    proxyCommand: ssh.proxy_command,
    via: ssh.via,
    hostKeys: ssh.host_keys,
    hostKeyChecking: ssh.host_key_checking,
    connectTimeout: ssh.connect_timeout,
  };
}

/**
 * A host that a provider knows, with all that the configuration says of the hosts of its role: user, keys, how to connect.
 *
 * @param entry as it would stand in the role's `hosts:`
 * @param provider who knows it: `aws`
 * @example
 * fck.hooks.inventory.tap('phone-book', (hosts, { role }) => [
 *   ...hosts,
 *   hostIn(role, { name: 'web-1', address: '203.0.113.10' }, 'phone-book'),
 * ]);
 */
export function hostIn(role: Role, entry: HostEntry, provider: string): Host {
  return { ...hostFrom(entry, role.hostDefaults), provider };
}

/** Takes `user@address:port` apart; a user may hold `@` too (`ann@corp.example@web-1`). An IPv6 address with a port is in brackets. */
export function splitAddress(text: string): Exclude<HostEntry, string> {
  const [, user, rest = text] = /^(?:(.+)@)?([^@]+)$/.exec(text) ?? [];
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(rest);
  if (bracketed) return { user, address: bracketed[1] ?? rest, port: numberFrom(bracketed[2]) };
  const plain = /^([^:]+):(\d+)$/.exec(rest);
  return plain ? { user, address: plain[1] ?? rest, port: numberFrom(plain[2]) } : { user, address: rest };
}

function numberFrom(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
