import type { Secret } from '../command/secret.js';
import type { Place } from '../errors/fck-error.js';
import type { ConfigDocument } from './config-document.js';
import type { Paths } from './paths.js';
import type { Role } from './role.js';

/** A remark about a key of the configuration. `info`: it was read as another one. `warn`: it is ignored. */
export interface ConfigNote {
  readonly level: 'info' | 'warn';
  readonly text: string;
  readonly where: Place;
}

/** A loaded configuration: what the ancestor called a context. */
export interface Project {
  /** Begins every build's name; a folder below {@link Paths.root}. */
  readonly name: string;
  /** Folder of the config file: relative paths in it are relative to this. */
  readonly directory: string;
  /** Where fck keeps what it remembers about this project on this machine: `<directory>/.fck`. */
  readonly stateDirectory: string;
  readonly paths: Paths;
  readonly roles: readonly Role[];
  /** What was translated of fabcloudkit's files, and what has no successor. Runs and `fck config` show it. */
  readonly notes: readonly ConfigNote[];
  /** Default key file for SSH. */
  readonly keyFile: string | undefined;
  readonly sudoPassword: Secret | undefined;
  /** How many hosts are worked on at once. */
  readonly parallel: number;
  /** Builds kept on each host beside those in use. */
  readonly keepBuilds: number;
  readonly document: ConfigDocument;
  /** Validated values of the top-level keys: read through {@link Section.of}. */
  readonly values: ReadonlyMap<string, unknown>;
}
