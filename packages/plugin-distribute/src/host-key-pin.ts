import { type Host, type Remote, sh } from '@fck/core';
import { publicKeyIn } from './authorized-key.js';
import { hostAlias } from './key-files.js';

/**
 * The lines of known_hosts by which another host recognizes this one: its public host keys, read through the connection that the
 * control machine has verified. Empty if there are none.
 */
export async function hostKeyPin(remote: Remote): Promise<string> {
  const alias = hostAlias(remote.host);
  return (await publicHostKeys(remote)).map((key) => `${alias} ${key}\n`).join('');
}

/** Reads sshd's usual files; if the keys are elsewhere, asks sshd itself from within the host. */
async function publicHostKeys(remote: Remote): Promise<readonly string[]> {
  const { stdout } = await remote.look(
    sh`cat /etc/ssh/ssh_host_*_key.pub 2>/dev/null || ssh-keyscan -T 5 -p ${sshPort(remote.host)} 127.0.0.1 2>/dev/null | cut -d' ' -f2-`,
  );
  return stdout.split('\n').flatMap((line) => publicKeyIn(line) ?? []);
}

/** The port of a host's sshd. */
export function sshPort(host: Host): number {
  return host.ssh.port ?? 22;
}
