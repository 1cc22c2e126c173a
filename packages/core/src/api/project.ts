import type { Secret } from '../command/secret.js';
import type { Place } from '../errors/fck-error.js';
import type { ConfigDocument } from './config-document.js';
import type { Paths } from './paths.js';
import type { Role } from './role.js';

/** A note about a key of the configuration. `info`: it was read as another key. `warn`: it is ignored. */
export interface ConfigNote {
  readonly level: 'info' | 'warn';
  readonly text: string;
  readonly where: Place;
}

/** A loaded configuration; fabcloudkit called it a context. */
export interface Project {
  /** The prefix of every build's name, and a folder below {@link Paths.root}. */
  readonly name: string;
  /** Folder of the config file: relative paths in it are relative to this. */
  readonly directory: string;
  /** Folder for fck's records about this project on this machine: `<directory>/.fck`. */
  readonly stateDirectory: string;
  readonly paths: Paths;
  readonly roles: readonly Role[];
  /** Keys of fabcloudkit's files that were translated, and those without a successor. Runs and `fck config` show them. */
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
