import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { usageErrors } from '../usage-errors.js';
import type { Invocation } from '../verbs/verb.js';
import { knownHostsLines, sshArguments } from './ssh-arguments.js';

/**
 * Hands the terminal to the system's ssh, with a host's own settings.
 *
 * @param options before those of the host, such as `-t`
 * @returns ssh's exit code: that of the command, 255 if ssh itself failed
 * @throws FckError `SSH_PROGRAM_MISSING`
 */
export async function launchSshTo(
  fck: FckContainer,
  { io, interrupts }: Pick<Invocation, 'io' | 'interrupts'>,
  host: Host,
  options: readonly string[],
  command: readonly string[],
): Promise<number> {
  const pinnedKeys = join(fck.project.stateDirectory, 'known_hosts');
  // From here on, ssh handles Ctrl-C.
  interrupts.stop();
  if ((host.ssh.hostKeys ?? []).length === 0) {
    return launchSsh(io, [...options, ...sshArguments(host, { pinnedKeys }, command)]);
  }
  const folder = await mkdtemp(join(tmpdir(), 'fck-ssh-'));
  try {
    const announcedKeys = join(folder, 'known_hosts');
    await writeFile(announcedKeys, knownHostsLines(host), { mode: 0o600 });
    return await launchSsh(io, [...options, ...sshArguments(host, { pinnedKeys, announcedKeys }, command)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function launchSsh(io: Invocation['io'], args: readonly string[]): Promise<number> {
  try {
    return await io.launch('ssh', args);
  } catch (thrown) {
    throw usageErrors.noSshProgram(thrown);
  }
}
