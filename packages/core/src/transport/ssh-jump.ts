import { sshErrors } from '../errors/ssh.js';
import type { Host } from '../hosts/host.js';

/**
 * The hosts that a ProxyJump names, in the order in which they are passed. They are logged in to with the keys of the host that they
 * lead to, and with those that OpenSSH's configuration names for them.
 *
 * @param jump `[user@]host[:port]` or `ssh://…`, several separated by commas.
 * @throws FckError `SSH_JUMP`.
 */
export function jumpHosts(jump: string, host: Host): Host[] {
  return jump.split(',').map((text) => {
    const match = /^(?:ssh:\/\/)?(?:([^@/]+)@)?(?:\[([^\]]+)\]|([^:[\]/@]+))(?::(\d{1,5}))?\/?$/.exec(
      text.trim(),
    );
    const [, user, bracketed, plain, port] = match ?? [];
    const address = bracketed ?? plain;
    if (address === undefined || address.startsWith('-'))
      throw sshErrors.jump(host.name, jump, `\`${text}\` is no host`);
    return {
      name: host.name,
      role: host.role,
      address,
      user,
      transport: 'ssh',
      ssh: {
        port: port === undefined ? undefined : Number(port),
        passphrase: host.ssh.passphrase,
        hostKeyChecking: host.ssh.hostKeyChecking,
        connectTimeout: host.ssh.connectTimeout,
      },
      labels: {},
      provider: 'jump',
    };
  });
}
