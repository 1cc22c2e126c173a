import { z } from 'zod';

/** Account and region: at the top of the configuration for everything, in a role or a bucket for that one. */
export const accountKeys = () => ({
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
    .optional(),
  profile: z.string().min(1).optional(),
  assume_role: z.string().startsWith('arn:', 'must be the ARN of an IAM role').optional(),
  endpoint_url: z
    .string()
    .regex(/^https?:\/\/./, 'must begin with https:// or http://')
    .optional(),
});

/** Which account and region. */
export const accountSettings = z.lazy(() => z.strictObject(accountKeys()));

/** Which account and region, as validated. */
export type AccountSettings = z.output<typeof accountSettings>;
