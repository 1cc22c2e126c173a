import type { Host } from '@fck/core';

/** The other inputs of the arguments beside the host. */
export interface SshSurroundings {
  /** Where fck pins host keys: `.fck/known_hosts`. */
  readonly pinnedKeys: string;
  /** A known_hosts file with the host's announced keys; then no other key is accepted. */
  readonly announcedKeys?: string | undefined;
}

/**
 * Arguments with which OpenSSH's `ssh` reaches a host in the same way as fck. Values that the host does not set come from
 * `~/.ssh/config`.
 */
export function sshArguments(
  host: Host,
  surroundings: SshSurroundings,
  command: readonly string[],
): string[] {
  const { port, identityFiles, jump, hostKeyChecking, connectTimeout } = host.ssh;
  const { pinnedKeys, announcedKeys } = surroundings;
  return [
    ...(host.user === undefined ? [] : ['-l', host.user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFiles ?? []).flatMap((file) => ['-i', file]),
    ...(jump === undefined ? [] : ['-J', jump]),
    ...(connectTimeout === undefined ? [] : ['-o', `ConnectTimeout=${Math.ceil(connectTimeout)}`]),
    ...(announcedKeys === undefined
      ? [
          '-o',
          `UserKnownHostsFile=${fileWord(pinnedKeys)} ~/.ssh/known_hosts`,
          '-o',
          `StrictHostKeyChecking=${checking(hostKeyChecking)}`,
        ]
      : [
          '-o',
          `UserKnownHostsFile=${fileWord(announcedKeys)}`,
          '-o',
          'GlobalKnownHostsFile=none',
          '-o',
          'StrictHostKeyChecking=yes',
        ]),
    '--',
    host.address,
    ...command,
  ];
}

/** The lines of a known_hosts file that accepts only a host's announced keys. */
export function knownHostsLines(host: Host): string {
  const { port = 22, hostKeys = [] } = host.ssh;
  const name = port === 22 ? host.address : `[${host.address}]:${port}`;
  return hostKeys.map((key) => `${name} ${typeAndKey(key)}\n`).join('');
}

/** An announced key may have the form of a `.pub` file, with a comment, or of a known_hosts line, with names before it. */
function typeAndKey(announced: string): string {
  return /(?:ssh|ecdsa|sk)-\S+\s+AAAA\S+/.exec(announced)?.[0] ?? announced.trim();
}

/** A file name as one word of an ssh option: `%` begins a placeholder there. */
function fileWord(file: string): string {
  return `"${file.replaceAll('%', '%%')}"`;
}

function checking(hostKeyChecking: Host['ssh']['hostKeyChecking']): string {
  return hostKeyChecking === 'strict' ? 'yes' : 'accept-new';
}
