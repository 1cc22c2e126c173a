import { accountKeys, accountSettings } from '@fck/aws-account';
import { type Fck, Secret, type Section, secret } from '@fck/core';
import { z } from 'zod';

/** A key of an AWS account: a value from the environment is a secret already. */
export const awsSecret = z.lazy(() =>
  z
    .union([z.string().min(1), z.custom<Secret>((value) => value instanceof Secret)])
    .transform((value) => (value instanceof Secret ? value : secret(value))),
);

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1)]);

/** An image by its properties: it is looked up once, and then recorded. */
const image = z.lazy(() =>
  z.union([
    z.strictObject({ ssm: z.string().startsWith('/') }),
    z.strictObject({
      owner: z.string().min(1),
      name: z.string().min(1),
      arch: z.enum(['x86_64', 'arm64', 'i386']).default('x86_64'),
    }),
  ]),
);

/**
 * The section `aws:` of a role: how its EC2 instances are made. Created on first use: the schema is large, and most
 * configurations have no such role.
 */
export const awsRole = z.lazy(() => {
  const seconds = z.number().positive();

  const imageId = z.string().regex(/^ami-[0-9a-z]+$/, 'must be the id of an image, such as ami-1624987f');

  const instanceType = z
    .string()
    .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be an instance type, such as t3.small');

  const volume = z.strictObject({
    /** Default: the image's root device. */
    device: z.string().startsWith('/dev/').optional(),
    size: z.int().min(1).optional(),
    type: z.enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']).default('gp3'),
    encrypted: z.boolean().optional(),
    iops: z.int().positive().optional(),
    throughput: z.int().positive().optional(),
    delete_on_termination: z.boolean().default(true),
  });

  const tagName = z
    .string()
    .min(1)
    .max(127)
    .refine((name) => !/^(aws|fck):/i.test(name), 'must not begin with "aws:" or "fck:"');

  const targetGroup = z
    .string()
    .regex(
      /^([A-Za-z0-9-]{1,32}|arn:[\w-]+:elasticloadbalancing:.+:targetgroup\/.+)$/,
      'must be the name of a target group, or its ARN',
    );

  return z
    .strictObject({
      ...accountKeys(),
      ami_id: imageId.optional(),
      ami: image.optional(),
      key_name: z.string().min(1).optional(),
      import_key: z.string().min(1).optional(),
      /** Names or ids. */
      security_groups: oneOrMore(z.string().min(1)).default([]),
      /** Types, best first: the first one with capacity is used. */
      instance_type: oneOrMore(instanceType),
      count: z.int().min(0).default(1),
      subnet_ids: oneOrMore(z.string().regex(/^subnet-[0-9a-z]+$/, 'must be the id of a subnet')).default([]),
      public_ip: z.boolean().optional(),
      instance_profile: z.string().min(1).optional(),
      volumes: z.array(volume).default([]),
      metadata: z
        .strictObject({
          tokens: z.enum(['required', 'optional']).default('required'),
          hop_limit: z.int().min(1).max(64).default(1),
        })
        .prefault({}),
      user_data: z.string().max(16_384, 'must have at most 16 KiB').optional(),
      tags: z.record(tagName, z.coerce.string().max(255)).default({}),
      spot: z.union([z.boolean(), z.strictObject({ max_price: z.coerce.string() })]).default(false),
      termination_protection: z.boolean().default(false),
      address: z.enum(['public', 'private', 'dns']).optional(),
      /** Names or ARNs. */
      target_groups: oneOrMore(targetGroup).default([]),
      wait: z
        .strictObject({
          running: seconds.default(300),
          ssh: seconds.default(300),
          cloud_init: seconds.default(900),
          /** Default: the deregistration delay of the target group. */
          drain: seconds.optional(),
          /** Default: as long as the health checks of the target group take. */
          healthy: seconds.optional(),
        })
        .prefault({}),
    })
    .refine(({ ami_id, ami }) => (ami_id === undefined) !== (ami === undefined), {
      message: 'needs one of `ami_id: ami-…` and `ami: {ssm: …}` or `ami: {owner: …, name: …}`',
      path: ['ami_id'],
    });
});

/** The settings for making a role's instances. */
export type AwsRole = z.output<typeof awsRole>;

/** An image as a role names it without its id. */
export type ImageQuery = z.output<typeof image>;

/** Registers the plugin's keys, and returns the one of a role. */
export function awsSections(fck: Fck): Section<AwsRole> {
  fck.section({
    at: 'project',
    name: 'aws_key',
    about: 'Access key id of the AWS account. Default: what the AWS tools would use.',
    schema: awsSecret,
  });
  fck.section({
    at: 'project',
    name: 'aws_secret',
    about: 'Secret access key of the AWS account.',
    schema: awsSecret,
  });
  fck.section({
    at: 'project',
    name: 'aws',
    about: 'Which AWS account and region are used, unless a role says otherwise.',
    schema: accountSettings,
  });
  return fck.section({
    at: 'role',
    name: 'aws',
    about: 'How EC2 instances of the role are made.',
    schema: awsRole,
  });
}
