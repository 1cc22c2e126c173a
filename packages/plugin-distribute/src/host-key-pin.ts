import { type Host, type Remote, sh } from '@fck/core';
import { publicKeyIn } from './authorized-key.js';
import { hostAlias } from './key-files.js';

/**
 * What a known_hosts file has to hold so that another host recognises this one: its public host keys, read through the
 * connection that the control machine has verified. Empty if it shows none.
 */
export async function hostKeyPin(remote: Remote): Promise<string> {
  const alias = hostAlias(remote.host);
  return (await publicHostKeys(remote)).map((key) => `${alias} ${key}\n`).join('');
}

/** From the files where sshd keeps them; asked of sshd itself, from within the host, where they lie elsewhere. */
async function publicHostKeys(remote: Remote): Promise<readonly string[]> {
  const { stdout } = await remote.look(
    sh`cat /etc/ssh/ssh_host_*_key.pub 2>/dev/null || ssh-keyscan -T 5 -p ${sshPort(remote.host)} 127.0.0.1 2>/dev/null | cut -d' ' -f2-`,
  );
  return stdout.split('\n').flatMap((line) => publicKeyIn(line) ?? []);
}

/** The port at which a host's sshd is reached. */
export function sshPort(host: Host): number {
  return host.ssh.port ?? 22;
}
