import type { Secret } from '../command/secret.js';

/** How to reach a host by SSH. What is not given comes from `~/.ssh/config` and OpenSSH's defaults. */
export interface SshOptions {
  readonly port?: number | undefined;
  /** Private key files to try, in order. */
  readonly identityFiles?: readonly string[] | undefined;
  /** Passphrase of the key files. */
  readonly passphrase?: Secret | undefined;
  /** `[user@]host[:port]` of a bastion, several separated by commas, as OpenSSH's ProxyJump. */
  readonly jump?: string | undefined;
  /** Command whose standard input and output connect to the host's sshd, as OpenSSH's ProxyCommand; `%h` and `%p` are replaced. */
  readonly proxyCommand?: string | undefined;
  /** A connection that a provider knows, such as `ssm`: the provider turns it into a {@link SshOptions.proxyCommand}. */
  readonly via?: string | undefined;
  /** Public host keys known from elsewhere (`ssh-ed25519 AAAA…`); then no other key is accepted. */
  readonly hostKeys?: readonly string[] | undefined;
  /** What to do with a host key never seen before. `accept-new` pins it in `.fck/known_hosts`. */
  readonly hostKeyChecking?: 'strict' | 'accept-new' | undefined;
  /** Time limit for connecting, in seconds. */
  readonly connectTimeout?: number | undefined;
}

/** A machine as a plain value: its name and how to connect to it. */
export interface Host {
  /** Unique in the project: the argument of `-H`, and the start of every line of output. */
  readonly name: string;
  /** Its role. A machine with two roles is two hosts with one address. */
  readonly role: string;
  /** Name or IP address, as seen from here. `local` for this machine. */
  readonly address: string;
  /** The address that other hosts use, if it differs. */
  readonly privateAddress?: string | undefined;
  /** Login user. */
  readonly user?: string | undefined;
  /** The transport that connects to it. */
  readonly transport: string;
  readonly ssh: SshOptions;
  /** Password for sudo, if sudo asks for one. */
  readonly sudoPassword?: Secret | undefined;
  /** Seconds that its own first set-up (cloud-init) may take. Default 900. */
  readonly setUpTimeout?: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** The provider that it comes from: `config`, `aws`, `sandbox`. */
  readonly provider: string;
}
