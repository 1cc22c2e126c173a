import type { Secret } from '../command/secret.js';
import type { ConfigDocument } from './document.js';
import type { Paths } from './paths.js';
import type { Role } from './role.js';

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
