import { Secret, secret } from '@fck/core';
import { z } from 'zod';

/** A key of an AWS account: from the environment it may be a secret already. */
export const awsSecret = z
  .union([z.string().min(1), z.custom<Secret>((value) => value instanceof Secret)])
  .transform((value) => (value instanceof Secret ? value : secret(value)));

/** What stands below a role's `aws:`: how its EC2 instances are made. */
export const awsRole = z.strictObject({
  /** Image that instances start from: `ami-1624987f`. */
  ami_id: z.string().regex(/^ami-[0-9a-z]+$/, 'must be the id of an image, such as ami-1624987f'),
  /** Name of the key pair in the account. */
  key_name: z.string().min(1),
  /** Names or ids of security groups. */
  security_groups: z.union([z.string().transform((name) => [name]), z.array(z.string().min(1))]).default([]),
  instance_type: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be an instance type, such as t3.small'),
  /** Default: that of the environment (AWS_REGION). */
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
    .optional(),
  /** How many instances the role has. */
  count: z.int().positive().default(1),
});
