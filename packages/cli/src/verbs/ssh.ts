import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { knownHostsLines, sshArguments } from '../ssh/ssh-arguments.js';
import { usageErrors } from '../usage-errors.js';
import type { Invocation, Verb } from './verb.js';

/** `fck ssh HOST [COMMAND…]`: runs the system's ssh with arguments for the host. Returns ssh's exit code. */
export const ssh: Verb = async (invocation) => {
  const fck = await invocation.project();
  const [name = '', ...command] = invocation.operands;
  const host = await theHost(fck, name);
  const pinnedKeys = join(fck.project.stateDirectory, 'known_hosts');
  // From here on, ssh handles Ctrl-C.
  invocation.interrupts.stop();
  if ((host.ssh.hostKeys ?? []).length === 0) {
    return launchSsh(invocation, sshArguments(host, { pinnedKeys }, command));
  }
  const folder = await mkdtemp(join(tmpdir(), 'fck-ssh-'));
  try {
    const announcedKeys = join(folder, 'known_hosts');
    await writeFile(announcedKeys, knownHostsLines(host), { mode: 0o600 });
    return await launchSsh(invocation, sshArguments(host, { pinnedKeys, announcedKeys }, command));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

async function launchSsh({ io }: Invocation, args: readonly string[]): Promise<number> {
  try {
    return await io.launch('ssh', args);
  } catch (thrown) {
    throw usageErrors.noSshProgram(thrown);
  }
}
