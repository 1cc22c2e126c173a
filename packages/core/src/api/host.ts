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
  /** Command whose standard input and output lead to the host's sshd, as OpenSSH's ProxyCommand; `%h` and `%p` are replaced. */
  readonly proxyCommand?: string | undefined;
  /** A way in that a provider knows, such as `ssm`: the provider makes a {@link SshOptions.proxyCommand} of it. */
  readonly via?: string | undefined;
  /** Public host keys known from elsewhere (`ssh-ed25519 AAAA…`); then no other key is accepted. */
  readonly hostKeys?: readonly string[] | undefined;
  /** What to do with a host key never seen before. `accept-new` pins it in `.fck/known_hosts`. */
  readonly hostKeyChecking?: 'strict' | 'accept-new' | undefined;
  /** Seconds until connecting gives up. */
  readonly connectTimeout?: number | undefined;
}

/** A machine, as an address: a value that names it and says how to reach it. */
export interface Host {
  /** Unique in the context: what `-H` takes and what every line of output begins with. */
  readonly name: string;
  /** The role that it plays. A machine with two roles is two hosts with one address. */
  readonly role: string;
  /** Name or IP address, as seen from here. `local` for this machine. */
  readonly address: string;
  /** The address other hosts use for it, where that differs. */
  readonly privateAddress?: string | undefined;
  /** Login user. */
  readonly user?: string | undefined;
  /** Which transport reaches it. */
  readonly transport: string;
  readonly ssh: SshOptions;
  /** Password for sudo, where sudo asks for one. */
  readonly sudoPassword?: Secret | undefined;
  /** Seconds that its own first set-up (cloud-init) may take. Default 900. */
  readonly setUpTimeout?: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Which provider knows it: `config`, `aws`, `sandbox`. */
  readonly provider: string;
}
