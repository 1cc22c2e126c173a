import { accountKeys } from '@fck/aws-account';
import type { Fck, Section } from '@fck/core';
import { z } from 'zod';

/** AWS's maximum validity of a presigned URL: a week, in seconds. */
const LONGEST = 604_800;

const schema = z.lazy(() =>
  z.strictObject({
    ...accountKeys(),
    /** Compatible stores have other names of regions: `auto`, `fsn1`. */
    region: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'must be a region, such as eu-central-1')
      .optional(),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket, such as shop-releases'),
    /** Prefix of all keys, so that several projects can share a bucket. */
    prefix: z
      .string()
      .regex(
        /^[\w.-]+(\/[\w.-]+)*\/?$/,
        'must be made of letters, digits, ".", "-", "_" and "/", such as fck/shop',
      )
      .transform((prefix) => (prefix.endsWith('/') ? prefix : `${prefix}/`))
      .default(''),
    /** Validity of the URLs for hosts, in seconds. */
    url_lifetime: z.int().min(60).max(LONGEST).default(3600),
  }),
);

/** Where builds are kept for `copy_from: {via: s3}`. */
export type S3Settings = z.output<typeof schema>;

/** Announces `s3:`. */
export function s3Section(fck: Fck): Section<S3Settings> {
  return fck.section({
    at: 'project',
    name: 's3',
    about: 'The bucket through which builds travel to hosts that copy them via S3.',
    schema,
  });
}
