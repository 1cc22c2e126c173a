import type { Host, SshOptions } from '../api/host.js';
import type { HostDefaults, Role, SshSettings } from '../api/role.js';
import type { HostEntry } from './core-sections.js';
import { expandPath } from './expand-path.js';
import { splitAddress } from './split-address.js';

/** Makes a host from its entry in the config: `user@address:port`, or an object. */
export function hostFrom(entry: HostEntry, defaults: HostDefaults): Host {
  const given: Exclude<HostEntry, string> = typeof entry === 'string' ? splitAddress(entry) : entry;
  const ssh = { ...defaults.ssh, ...withoutUndefined(given.ssh ?? {}) };
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

/** A provider may pass on what it does not know as undefined: the role's setting is kept. */
function withoutUndefined(settings: SshSettings): SshSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function sshOptions(ssh: SshSettings, defaults: HostDefaults): SshOptions {
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
 * A host that a provider knows, with all that the configuration says of the hosts of its role: user, keys, how to
 * connect.
 *
 * @param entry as in the role's `hosts:`
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
