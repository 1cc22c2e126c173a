import type { Fck, ObjectStore, Project, Section } from '@fck/core';
import { accountOf, seenFromInstance } from '../account/account.js';
import { Clients } from '../account/clients.js';
import type { OwnHost } from '../boot/boot-instance.js';
import type { AwsSections } from '../config/sections.js';
import { awsErrors } from '../errors.js';
import { S3Bucket } from './bucket.js';
import { type S3Settings, s3Section } from './section.js';

/** The buckets of S3, as an object store. */
export interface S3Store extends ObjectStore {
  /** The key of the configuration that says which bucket a project uses. */
  readonly section: Section<S3Settings>;
  bucketOf(project: Project): S3Bucket;
}

/** Registers `s3` as a store that builds can travel through. */
export function registerS3(fck: Fck, sections: AwsSections, own: OwnHost): S3Store {
  const section = s3Section(fck);
  const store: S3Store = {
    about: 'A bucket of S3, or of a store that is like it.',
    section,
    bucketOf(project) {
      const settings = section.of(project);
      if (!settings) throw awsErrors.noBucket();
      const account = accountOf(sections, project, settings);
      return new S3Bucket(new Clients(own.host ? seenFromInstance(account) : account), settings);
    },
  };
  fck.objectStores.register('s3', store);
  return store;
}
