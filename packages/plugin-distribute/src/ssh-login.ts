import { type Command, type Host, sh } from '@fck/core';
import { sshPort } from './host-key-pin.js';
import { hostAlias, type KeyFiles } from './key-files.js';

/** How one host of the project logs in to another one. */
export interface SshLogin {
  readonly target: Host;
  /** Login user on the target. */
  readonly user: string;
  /** The key files of the host that logs in. */
  readonly files: KeyFiles;
}

/**
 * A command line that runs a command on another host. It uses only the project's own key and pinned host keys, and never asks a
 * question.
 */
export function sshCommand({ target, user, files }: SshLogin, command: Command): Command {
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=5',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    `HostKeyAlias=${hostAlias(target)}`,
    `UserKnownHostsFile="${files.knownHosts(target).replaceAll('%', '%%')}"`,
    'GlobalKnownHostsFile=/dev/null',
    'ServerAliveInterval=10',
    'ServerAliveCountMax=3',
    'Compression=no',
    'LogLevel=ERROR',
  ].flatMap((option) => ['-o', option]);
  const address = target.privateAddress ?? target.address;
  return sh`ssh -F /dev/null ${options} -i ${files.privateKey} -p ${sshPort(target)} -l ${user} -T -- ${address} ${command.text}`;
}
