import type { Secret } from '../command/secret.js';
import type { Project } from './project.js';

/** Stores objects by key where hosts can fetch them: a bucket of S3. Registered in `fck.objectStores`. */
export interface ObjectStore {
  readonly about: string;
  /**
   * The bucket that a project uses.
   *
   * @throws FckError if the configuration does not name one
   */
  bucketOf(project: Project): Bucket | Promise<Bucket>;
}

/** A stored object. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, by the store's clock. */
  readonly changedAt: number;
}

/**
 * A place for objects. A written key is visible to all readers at once, completely. All methods throw FckErrors that name
 * the request and why it was refused.
 */
export interface Bucket {
  /** Its name in messages: `s3://releases/fck`. */
  readonly name: string;
  /** All objects whose keys begin with the prefix. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  /** A small text; undefined if there is none. */
  read(key: string): Promise<string | undefined>;
  /** Stores a small text. */
  write(key: string, text: string): Promise<void>;
  /** Removes objects. A missing object is not an error. */
  remove(keys: readonly string[]): Promise<void>;
  /** A URL that lets its holder fetch one object, or parts of it, for a limited time. */
  urlToGet(key: string): Promise<Secret>;
  /** A URL that lets its holder store one object for a limited time. */
  urlToPut(key: string): Promise<Secret>;
}
