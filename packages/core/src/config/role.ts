import type { Host } from '../hosts/host.js';
import type { HostDefaults } from '../hosts/host-from-config.js';
import type { ConfigDocument } from './document.js';

/** A named set of hosts with one specification of what is done to them. */
export interface Role {
  readonly name: string;
  readonly description: string | undefined;
  /** Login user of its hosts. */
  readonly user: string | undefined;
  /** The hosts that the config itself names; providers add theirs. */
  readonly hosts: readonly Host[];
  /** What its hosts inherit: for providers, through {@link hostIn}. */
  readonly hostDefaults: HostDefaults;
  /** The key of `build:` that says how a build is made (`plan`, `copy_from`); undefined if the role does not build. */
  readonly builder: string | undefined;
  /** Whether there is an `activate:` section. */
  readonly activates: boolean;
  /** The role as written. */
  readonly document: ConfigDocument;
  /** Validated values by their path, such as `provision.git`: read through {@link Section.of}. */
  readonly values: ReadonlyMap<string, unknown>;
}
