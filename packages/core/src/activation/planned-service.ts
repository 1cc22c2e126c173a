import type { NamedService } from '../api/named-service.js';
import type { Registered } from '../api/registry.js';
import type { ServiceKind } from '../api/service.js';

/** A service of a role: of a registered kind, or one of `activate: services:`. */
export interface PlannedService extends Registered<ServiceKind> {
  /** Where the configuration has it. */
  readonly path: readonly string[];
  readonly section: unknown;
  /** Whether it may run while the instance that it replaces still runs. If not, it starts in the switch. */
  readonly overlap: boolean;
  /** The hosts of the role that run it; 1: the first one by name. */
  readonly hosts: NamedService['hosts'];
  /** Its own health check; undefined: that of the role. */
  readonly health?: NamedService['health'] | undefined;
  /** Where it says that it listens; undefined: as its role says. */
  readonly listen?: NamedService['listen'] | undefined;
}
