import { posix } from 'node:path';
import type { GitHost } from './access-plan.js';

/** The files below `~/.ssh` of a host for one project's access to its git hosts. The user's own files stay unchanged. */
export interface AccessFiles {
  readonly folder: string;
  /** The SSH config that git uses. */
  readonly config: string;
  /** The private key for a git host. */
  key(host: string): string;
  /** The only host keys that are accepted for a git host at a port. */
  knownHosts(host: string, port: number): string;
}

/** The paths of a project's files in a user's home folder. */
export function accessFiles(home: string, project: string): AccessFiles {
  const folder = posix.join(home, '.ssh');
  const named = (rest: string) => posix.join(folder, `fck_${fileName(project)}_${rest}`);
  return {
    folder,
    config: named('git_config'),
    key: (host) => named(fileName(host)),
    knownHosts: (host, port) => named(`${fileName(host)}${port === 22 ? '' : `_${port}`}.known_hosts`),
  };
}

/** The content of the SSH config: the key for each git host, and no option that could prompt. */
export function sshConfig(hosts: readonly GitHost[], files: AccessFiles, withKeys: boolean): string {
  const blocks = hosts.map((git) => {
    const known = git.ports.map((port) => configWord(files.knownHosts(git.host, port))).join(' ');
    const trust = [`UserKnownHostsFile ${known}`, 'GlobalKnownHostsFile /dev/null', 'CheckHostIP no'];
    // Without a key of ours, the host's own configuration may give access.
    const login =
      withKeys && git.key
        ? [`IdentityFile ${configWord(files.key(git.host))}`, 'IdentitiesOnly yes']
        : ['Include config'];
    return block(git.host, [...trust, ...login]);
  });
  const forAll = block('*', [
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'ConnectTimeout 20',
    'ServerAliveInterval 15',
    'ServerAliveCountMax 4',
  ]);
  return ['# Written by fck, and overwritten when it provisions.\n', ...blocks, forAll].join('\n');
}

function block(pattern: string, lines: readonly string[]): string {
  return [`Host ${pattern}`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** A path as ssh_config reads it: quoted, and its percent signs are not tokens. */
function configWord(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** A name as a part of a file name: special characters become underscores. */
function fileName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '_');
}
