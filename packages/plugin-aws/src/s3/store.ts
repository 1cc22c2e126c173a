import type { Fck, ObjectStore, Section } from '@fck/core';
import { accountOf } from '../account/account.js';
import { Clients } from '../account/clients.js';
import type { AwsSections } from '../config/sections.js';
import { awsErrors } from '../errors.js';
import { S3Bucket } from './bucket.js';
import { type S3Settings, s3Section } from './section.js';

/**
 * Registers `s3` as a store that builds can travel through.
 *
 * @returns the key of the configuration that says through which bucket
 */
export function registerS3(fck: Fck, sections: AwsSections): Section<S3Settings> {
  const section = s3Section(fck);
  const store: ObjectStore = {
    about: 'A bucket of S3, or of a store that is like it.',
    bucketOf(project) {
      const settings = section.of(project);
      if (!settings) throw awsErrors.noBucket();
      return new S3Bucket(new Clients(accountOf(sections, project, settings)), settings);
    },
  };
  fck.objectStores.register('s3', store);
  return section;
}
