import type { Host } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { launchSshTo } from '../ssh/launch-ssh.js';
import { usageErrors } from '../usage-errors.js';
import type { Verb } from './verb.js';

/** `fck ssh HOST [COMMAND…]`: runs the system's ssh with arguments for the host. Returns ssh's exit code. */
export const ssh: Verb = async (invocation) => {
  const fck = await invocation.project();
  const [name = '', ...command] = invocation.operands;
  const host = await theHost(fck, name);
  return launchSshTo(fck, invocation, host, [], command);
};

async function theHost(fck: FckContainer, name: string): Promise<Host> {
  if (name === '') throw usageErrors.noSuchHost(name);
  const found = await fck.hosts({ hosts: [name] });
  const [host] = found;
  if (!host) throw usageErrors.noSuchHost(name);
  // A machine with two roles is two hosts with one address.
  if (found.some((other) => other.address !== host.address)) {
    throw usageErrors.severalHosts(
      name,
      found.map((each) => each.name),
    );
  }
  if (host.transport !== 'ssh') throw usageErrors.notReachableBySsh(host.name, host.transport);
  return host;
}
