import type { Secret } from '../command/secret.js';
import type { ConfigDocument } from './config-document.js';
import type { Host } from './host.js';

/** A named set of hosts with the same specification. */
export interface Role {
  readonly name: string;
  readonly description: string | undefined;
  /** Login user of its hosts. */
  readonly user: string | undefined;
  /** The hosts in the configuration; providers add theirs. */
  readonly hosts: readonly Host[];
  /** Settings that its hosts inherit; providers use them through {@link hostIn}. */
  readonly hostDefaults: HostDefaults;
  /** The key of `build:` that names the builder (`plan`, `copy_from`); undefined if the role does not build. */
  readonly builder: string | undefined;
  /** Whether there is an `activate:` section. */
  readonly activates: boolean;
  /** The role as written. */
  readonly document: ConfigDocument;
  /** Validated values by their path, such as `provision.git`: read through {@link Section.of}. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** The keys below `ssh:` of a host, a role or the project, as written. */
export interface SshSettings {
  readonly port?: number | undefined;
  readonly key_filename?: string | string[] | undefined;
  readonly passphrase?: Secret | undefined;
  readonly jump?: string | undefined;
  readonly proxy_command?: string | undefined;
  readonly via?: string | undefined;
  readonly host_keys?: string[] | undefined;
  readonly host_key_checking?: 'strict' | 'accept-new' | undefined;
  /** Seconds. */
  readonly connect_timeout?: number | undefined;
}

/** Settings that a host inherits from its role and project. */
export interface HostDefaults {
  readonly role: string;
  readonly user: string | undefined;
  readonly ssh: SshSettings;
  readonly keyFile: string | undefined;
  readonly sudoPassword: Secret | undefined;
  readonly directory: string;
}
