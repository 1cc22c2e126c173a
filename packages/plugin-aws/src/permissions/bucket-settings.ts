import type { Project } from '@fck/core';
import { z } from 'zod';

const schema = z.lazy(() => z.looseObject({ bucket: z.string(), prefix: z.string() }));

/** The bucket that a project's builds are copied through, and the prefix of its keys. */
export type BucketSettings = Readonly<z.output<typeof schema>>;

/** The settings of `s3:`, a section of another plugin; undefined without it. */
export function bucketSettingsOf(project: Project): BucketSettings | undefined {
  return schema.safeParse(project.values.get('s3')).data;
}
