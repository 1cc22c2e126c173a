import { accountErrors, accountOf, seenFromInstance } from '@fck/aws-account';
import type { Fck, ObjectStore, Project } from '@fck/core';
import type { OwnHost } from '../boot/boot-instance.js';
import { S3Bucket } from './bucket.js';
import { s3Section } from './section.js';

/** The buckets of S3, as an object store. */
export interface S3Store extends ObjectStore {
  bucketOf(project: Project): S3Bucket;
}

/** Registers `s3` as a store that builds can be copied through. */
export function registerS3(fck: Fck, own: OwnHost): S3Store {
  const section = s3Section(fck);
  const store: S3Store = {
    about: 'A bucket of S3, or of a store that is like it.',
    bucketOf(project) {
      const settings = section.of(project);
      if (!settings) throw accountErrors.noBucket();
      const account = accountOf(project, settings);
      return new S3Bucket(own.host ? seenFromInstance(account) : account, settings);
    },
  };
  fck.objectStores.register('s3', store);
  return store;
}
