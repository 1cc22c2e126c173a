import type { DataEntry } from './data-entry.js';
import type { Environment } from './environment.js';
import type { NamedService } from './named-service.js';
import type { OnceCommand } from './release.js';
import type { Section } from './section.js';

/** How the hosts of a role switch to a new build: `activate: strategy:`. */
export interface SwitchStrategy {
  /** The number of hosts that switch first. */
  readonly canary?: number | undefined;
  /** How many hosts switch together: a number, or a share of the hosts such as `25%`. */
  readonly batch?: number | string | undefined;
  /** Seconds between two waves. */
  readonly pause?: number | undefined;
}

/** Reads the keys of the configuration that core owns and that are read after the configuration was checked. */
export interface CoreSections {
  /** `data:`, by path. */
  readonly data: Section<Readonly<Record<string, DataEntry>>>;
  /** `env:` of the project: see `environmentOf`. */
  readonly environment: Section<Environment>;
  /** `env_file:` of the project and of a role: paths. */
  readonly envFile: Section<readonly string[]>;
  readonly roleEnvFile: Section<readonly string[]>;
  /** `env:` of a role: see `environmentOf`. */
  readonly roleEnvironment: Section<Environment>;
  /** `provision: tools:` */
  readonly tools: Section<string[]>;
  /** `activate: http_test_path:` */
  readonly httpTestPath: Section<string>;
  /** `activate: health:`; `within` in seconds. */
  readonly health: Section<{ readonly within: number; readonly host?: string | undefined }>;
  /** `activate: drain:`, in seconds. */
  readonly drain: Section<number>;
  /** `activate: strategy:` */
  readonly strategy: Section<SwitchStrategy>;
  /** `activate: services:`, by name. */
  readonly services: Section<Readonly<Record<string, NamedService>>>;
  /** `activate: process_manager:` */
  readonly processManager: Section<string>;
  /** `activate: user:` */
  readonly serviceUser: Section<string>;
  /** `activate: release:` and `activate: after:` */
  readonly release: Section<readonly OnceCommand[]>;
  readonly after: Section<readonly OnceCommand[]>;
  /** `activate: bind:` */
  readonly bind: Section<'socket' | 'port'>;
}
