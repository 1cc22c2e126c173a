import { type Host, parseJump } from '@fck/core';
import { sshErrors } from '../errors.js';

/**
 * The hosts of a ProxyJump, in order. fck logs in to them with the keys of the host behind them, and with those that OpenSSH's
 * configuration names for them.
 *
 * @param jump `[user@]host[:port]` or `ssh://…`, several separated by commas.
 * @throws FckError `SSH_JUMP`.
 */
export function jumpHosts(jump: string, host: Host): Host[] {
  const found = parseJump(jump);
  if ('wrong' in found) throw sshErrors.jump(host.name, jump, `\`${found.wrong}\` is no host`);
  return found.map(({ user, address, port }) => ({
    name: host.name,
    role: host.role,
    address,
    user,
    transport: 'ssh',
    ssh: {
      port,
      passphrase: host.ssh.passphrase,
      hostKeyChecking: host.ssh.hostKeyChecking,
      connectTimeout: host.ssh.connectTimeout,
    },
    labels: {},
    provider: 'jump',
  }));
}
