import type { Project } from '@fck/core';
import { z } from 'zod';

const schema = z.lazy(() => z.looseObject({ bucket: z.string(), prefix: z.string() }));

/** The bucket that a project's builds travel through, and what the keys in it begin with. */
export type BucketSettings = Readonly<z.output<typeof schema>>;

/** What `s3:` says, which another plugin reads; undefined without it. */
export function bucketSettingsOf(project: Project): BucketSettings | undefined {
  return schema.safeParse(project.values.get('s3')).data;
}
