import type { Secret } from '../command/secret.js';
import type { Project } from './project.js';

/** Keeps objects by their keys where hosts can fetch them from: a bucket of S3. Registered in `fck.objectStores`. */
export interface ObjectStore {
  readonly about: string;
  /**
   * The bucket that a project uses.
   *
   * @throws FckError if the configuration does not say which one that is
   */
  bucketOf(project: Project): Bucket | Promise<Bucket>;
}

/** An object that is kept. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, by the store's clock. */
  readonly changedAt: number;
}

/**
 * Where objects are kept. A key that was written is there for everybody at once, whole. All verbs throw FckErrors that say
 * what was asked and why it was refused.
 */
export interface Bucket {
  /** What messages call it: `s3://releases/fck`. */
  readonly name: string;
  /** All objects whose keys begin so. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  /** A small text; undefined if there is none. */
  read(key: string): Promise<string | undefined>;
  /** Keeps a small text. */
  write(key: string, text: string): Promise<void>;
  /** Removes objects; one that is not there is removed already. */
  remove(keys: readonly string[]): Promise<void>;
  /** A URL by which whoever has it may fetch one object for some time, also parts of it. */
  urlToGet(key: string): Promise<Secret>;
  /** A URL by which whoever has it may store one object for some time. */
  urlToPut(key: string): Promise<Secret>;
}
