import { errorKind, messageOf, type Place } from '@fck/core';

/** The machine at the end of an SSH connection, as errors name it. */
export interface SshTarget {
  /** Name of the host whose row the error belongs to. */
  readonly host: string;
  readonly user: string;
  readonly address: string;
  readonly port: number;
  /** True for a machine on the way to the host. */
  readonly isJump?: boolean | undefined;
}

/** `web1 (deploy@10.0.0.1:22)`; for a jump host `deploy@bastion:22, the way to web1`. */
export function targetText({ host, user, address, port, isJump }: SshTarget): string {
  const place = `${user}@${address.includes(':') ? `[${address}]` : address}:${port}`;
  return isJump ? `${place} (on the way to ${host})` : `${host} (${place})`;
}

/** Why a certificate was not offered. */
export const NO_CERTIFICATES = 'fck does not log in with certificates';

/** The first login users of cloud images. */
const USUAL_USERS =
  'On cloud images the user is usually ec2-user (Amazon Linux, RHEL), ubuntu, admin or debian (Debian), rocky, almalinux, or opc (Oracle).';

/** The errors of connecting to a host by SSH. */
export const sshErrors = {
  unreachable: errorKind(
    'SSH_UNREACHABLE',
    'No connection could be made: the name is unknown, the port refuses, a firewall drops the packets, or nothing answers in time.',
    (target: SshTarget, why: string, hint: string, cause?: unknown) => ({
      message: `${targetText(target)} cannot be reached: ${why}.`,
      hint,
      host: target.host,
      cause,
    }),
  ),
  busy: errorKind(
    'SSH_BUSY',
    'sshd closed the connection before it greeted, several times: it bounds how many connections log in at once (MaxStartups), or blocks this address.',
    (target: SshTarget, attempts: number, cause?: unknown) => ({
      message: `${targetText(target)} closed the connection before logging in was possible, ${attempts} times.`,
      hint: 'Raise MaxStartups in its sshd_config, work on fewer hosts at a time, or look whether fail2ban or PerSourcePenalties blocks this address.',
      host: target.host,
      cause,
    }),
  ),
  handshake: errorKind(
    'SSH_HANDSHAKE',
    'The host answered, but the SSH handshake failed: there is no common algorithm (fck uses none that is based on SHA-1), or it is no SSH server.',
    (target: SshTarget, cause: unknown) => ({
      message: `The SSH handshake with ${targetText(target)} failed: ${messageOf(cause)}.`,
      hint: 'Check that this port belongs to sshd, and that its OpenSSH is not older than 7.4.',
      host: target.host,
      cause,
    }),
  ),
  auth: errorKind(
    'SSH_AUTH_FAILED',
    'The host accepted none of the keys that were offered for the user.',
    (
      target: SshTarget,
      offered: readonly string[],
      skipped: readonly string[],
      why: string,
      cause?: unknown,
    ) => ({
      message: `${targetText(target)} did not let ${target.user} in: ${why}.`,
      detail: [
        offered.length > 0 ? `Offered: ${offered.join(', ')}` : 'There was no key to offer.',
        ...skipped.map((reason) => `Not offered: ${reason}`),
      ].join('\n'),
      hint: skipped.some((reason) => reason.includes(NO_CERTIFICATES))
        ? `If the host takes certificates only, put the plain public key into ~${target.user}/.ssh/authorized_keys there: fck cannot show certificates yet.`
        : `Put one of the public keys into ~${target.user}/.ssh/authorized_keys there, or name another user or key: \`user: …\`, \`key_filename: …\`. ${USUAL_USERS}`,
      host: target.host,
      cause,
    }),
  ),
  hostKeyChanged: errorKind(
    'SSH_HOST_KEY_CHANGED',
    'A host shows a different key than the one that is known. Either the host was created again, or the connection is intercepted. Nothing was sent to it.',
    (
      target: SshTarget,
      shown: string,
      known: readonly string[],
      place: Place | undefined,
      remedy: string,
    ) => ({
      message: `The host key of ${targetText(target)} differs from the known one. Nothing was sent to it.`,
      detail: [`Shown: ${shown}`, ...known.map((key) => `Known: ${key}`)].join('\n'),
      hint: `If the host was created again, compare the fingerprint on its console (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub), then ${remedy}`,
      where: place,
      host: target.host,
    }),
  ),
  hostKeyUnknown: errorKind(
    'SSH_HOST_KEY_UNKNOWN',
    'The host key is not known, and the configuration asks for strict checking or for a question to the user.',
    (target: SshTarget, shown: string, file: string, line: string, authority?: Place) => ({
      message: `The host key of ${targetText(target)} is not known, and checking is strict${unheeded(authority)}.`,
      where: authority,
      detail: `Shown: ${shown}`,
      hint: `Compare the fingerprint on the host's console, then add this line to ${file}: ${line}`,
      host: target.host,
    }),
  ),
  hostKeyAsked: errorKind(
    'SSH_HOST_KEY_UNKNOWN',
    'The host key is not known, and the configuration asks for strict checking or for a question to the user.',
    (target: SshTarget, shown: string, authority?: Place) => ({
      message: `The host key of ${targetText(target)} is not known, and your SSH configuration says \`StrictHostKeyChecking ask\`: fck cannot ask in the middle of a run${unheeded(authority)}.`,
      where: authority,
      detail: `Shown: ${shown}`,
      hint: `Log in once (ssh${target.port === 22 ? '' : ` -p ${target.port}`} ${target.user}@${target.address}) and confirm its key: fck reads your known_hosts. Or give the key with \`ssh: {host_keys: […]}\`, or let new keys be pinned: \`ssh: {host_key_checking: accept-new}\`.`,
      host: target.host,
    }),
  ),
  hostKeyRevoked: errorKind(
    'SSH_HOST_KEY_REVOKED',
    'A host shows a key that known_hosts marks as @revoked: it was stolen, or given up.',
    (target: SshTarget, shown: string, place: Place) => ({
      message: `${targetText(target)} shows a host key that was revoked. Nothing was sent to it.`,
      detail: `Shown: ${shown}`,
      hint: 'Do not connect. Give the host a new key, or find out which machine answers at this address.',
      where: place,
      host: target.host,
    }),
  ),
  unsafeName: errorKind(
    'SSH_UNSAFE_NAME',
    'The address or the user of a host has characters that a shell understands. OpenSSH refuses them too: they become part of commands such as `ProxyCommand`.',
    (host: string, part: 'address' | 'user', value: string) => ({
      message: `The ${part} ${JSON.stringify(value)} of ${host} has characters that are not allowed in one.`,
      hint: `Correct it where it is written: in the configuration, in ~/.ssh/config (${part === 'user' ? 'User' : 'HostName'}), or at the provider.`,
      host,
    }),
  ),
  pin: errorKind(
    'SSH_PIN',
    'The known_hosts file cannot be read or written, so a new host could not be recognised the next time.',
    (target: SshTarget, file: string, cause: unknown) => ({
      message: `The known_hosts file ${file}, needed for ${targetText(target)}, cannot be used: ${messageOf(cause)}.`,
      hint: 'Make the file and its directory readable and writable.',
      host: target.host,
      cause,
    }),
  ),
  keyFile: errorKind(
    'SSH_KEY_FILE',
    'A private key file that was named cannot be used: missing, unreadable, of an unknown format, or readable by others.',
    (host: string, file: string, why: string, hint: string, cause?: unknown) => ({
      message: `The key file ${file} cannot be used: ${why}.`,
      hint,
      host,
      cause,
    }),
  ),
  keyEncrypted: errorKind(
    'SSH_KEY_ENCRYPTED',
    'A key file that the configuration names is encrypted, and its passphrase is missing or wrong. fck never asks for it: a run may be unattended.',
    (host: string, file: string, why: string) => ({
      message: `The key file ${file} is encrypted, and ${why}.`,
      hint: `Give it with \`ssh: {passphrase: !env NAME}\`, or load the key into ssh-agent: ssh-add ${file}`,
      host,
    }),
  ),
  config: errorKind(
    'SSH_CONFIG',
    'OpenSSH itself cannot make sense of ~/.ssh/config, or of the address.',
    (host: string, words: string, cause?: unknown) => ({
      message: `OpenSSH's configuration for ${host} cannot be read: ${words}`,
      hint: 'Try `ssh -G` with the address.',
      host,
      cause,
    }),
  ),
  setting: errorKind(
    'SSH_CONFIG',
    'OpenSSH itself cannot make sense of ~/.ssh/config, or of the address.',
    (host: string, why: string, place: Place | undefined) => ({
      message: `OpenSSH's configuration for ${host} cannot be used: ${why}.`,
      hint: 'Correct it in ~/.ssh/config or /etc/ssh/ssh_config. `man ssh_config` lists them under TOKENS; a `%` itself is written `%%`, an environment variable as `${NAME}`.',
      where: place,
      host,
    }),
  ),
  jump: errorKind(
    'SSH_JUMP',
    'The jump hosts of a host cannot be used: the list is malformed, or a loop.',
    (host: string, jump: string, why: string) => ({
      message: `${host} cannot be reached over \`${jump}\`: ${why}.`,
      hint: 'Write it as OpenSSH does: [user@]host[:port], several separated by commas; in ~/.ssh/config, a jump host must not jump over itself.',
      host,
    }),
  ),
  way: errorKind(
    'SSH_WAY_UNKNOWN',
    'A role has `ssh: {via: …}`, and no provider of its hosts knows that value.',
    (host: string, via: string) => ({
      message: `No provider knows how to reach ${host} via "${via}".`,
      hint: 'EC2 instances support `via: ssm`. For anything else, give a command: `ssh: {proxy_command: …}`.',
      host,
    }),
  ),
  channel: errorKind(
    'SSH_CHANNEL_REFUSED',
    'The host allows no further program on this connection (MaxSessions), and fck could not open another connection either.',
    (target: SshTarget, open: number, cause: unknown) => ({
      message:
        open > 0
          ? `${targetText(target)} runs ${open} program${open > 1 ? 's' : ''} at a time on one connection (MaxSessions), and no further connection could be opened: ${messageOf(cause)}`
          : `${targetText(target)} refuses to run any program: ${messageOf(cause)}.`,
      hint:
        open > 0
          ? 'Set `MaxSessions 10` (the default) in /etc/ssh/sshd_config there, and reload sshd.'
          : 'Set `MaxSessions` to 1 or more (10 is the default) in /etc/ssh/sshd_config there and reload sshd; and check that the user may run commands (ForceCommand, a nologin shell).',
      host: target.host,
      cause,
    }),
  ),
};

/** The remark about a line that names an authority for hosts. */
function unheeded(authority: Place | undefined): string {
  return authority
    ? '. An authority is named for it (@cert-authority), but fck cannot check certificates of hosts'
    : '';
}
