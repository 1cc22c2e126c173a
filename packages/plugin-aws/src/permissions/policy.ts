import type { AwsRole } from '../config/sections.js';
import type { BucketSettings } from './bucket-settings.js';

/** An action of AWS by its name in policies, and its purpose for fck. */
export interface Action {
  readonly action: string;
  readonly why: string;
  /** Whether a role needs it. Default: every role does. */
  readonly usedBy?: (settings: AwsRole) => boolean;
}

/** Every action of AWS that fck uses. A minimal policy allows exactly these. */
export const ACTIONS: readonly Action[] = [
  { action: 'ec2:DescribeInstances', why: 'the inventory' },
  { action: 'ec2:DescribeImages', why: 'the image of a role' },
  { action: 'ec2:DescribeSecurityGroups', why: 'security groups by name' },
  { action: 'ec2:DescribeSubnets', why: 'the network of a subnet' },
  { action: 'ec2:DescribeVpcs', why: 'the default network' },
  { action: 'ec2:RunInstances', why: 'making instances' },
  { action: 'ec2:CreateTags', why: 'tags of instances and builds' },
  { action: 'ec2:DeleteTags', why: 'the tag of the active build, after deactivate' },
  { action: 'ec2:StartInstances', why: '`fck ec2 start`' },
  { action: 'ec2:StopInstances', why: '`fck ec2 stop`' },
  { action: 'ec2:RebootInstances', why: '`fck ec2 reboot`' },
  { action: 'ec2:TerminateInstances', why: '`fck ec2 terminate`' },
  { action: 'ec2:GetConsoleOutput', why: 'host keys, and `fck ec2 console`' },
  {
    action: 'ec2:DescribeKeyPairs',
    why: 'whether `import_key` is done, in a dry run',
    usedBy: ({ import_key: file }) => file !== undefined,
  },
  {
    action: 'ec2:ImportKeyPair',
    why: '`import_key`',
    usedBy: ({ import_key: file }) => file !== undefined,
  },
  { action: 'elasticloadbalancing:DescribeTargetGroups', why: '`target_groups`', usedBy: hasTargetGroups },
  {
    action: 'elasticloadbalancing:DescribeTargetGroupAttributes',
    why: 'how long requests may take to end',
    usedBy: hasTargetGroups,
  },
  {
    action: 'elasticloadbalancing:DescribeTargetHealth',
    why: 'whether a host gets requests',
    usedBy: hasTargetGroups,
  },
  {
    action: 'elasticloadbalancing:DeregisterTargets',
    why: 'taking a host out while it switches',
    usedBy: hasTargetGroups,
  },
  { action: 'elasticloadbalancing:RegisterTargets', why: 'putting it back', usedBy: hasTargetGroups },
  { action: 'ssm:GetParameter', why: '`ami: {ssm: …}`', usedBy: ({ ami }) => parameterOf(ami) !== undefined },
];

/** The parameter of Systems Manager that contains the id of an image. */
export function parameterOf(image: AwsRole['ami']): string | undefined {
  return image && 'ssm' in image ? image.ssm : undefined;
}

function hasTargetGroups({ target_groups: groups }: AwsRole): boolean {
  return groups.length > 0;
}

/**
 * The policy in the form of IAM. Changes are limited: of instances to those with fck's tag, of target groups to those that
 * roles name, of objects to those of the project.
 *
 * @param bucket that the project's builds are copied through, if any
 */
export function policyFor(project: string, targetGroups: readonly string[], bucket?: BucketSettings) {
  const ours = { StringEquals: { 'aws:ResourceTag/fck:project': project } };
  const made = { StringEquals: { 'aws:RequestTag/fck:project': project } };
  const instances = 'arn:aws:ec2:*:*:instance/*';
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        'Look',
        [
          'ec2:Describe*',
          'ec2:GetConsoleOutput',
          'ssm:GetParameter',
          'sts:GetCallerIdentity',
          ...(targetGroups.length === 0 ? [] : ['elasticloadbalancing:Describe*']),
        ],
        '*',
      ),
      allow('MakeTagged', ['ec2:RunInstances'], [instances, 'arn:aws:ec2:*:*:volume/*'], made),
      allow(
        'MakeFrom',
        ['ec2:RunInstances'],
        [
          'arn:aws:ec2:*::image/*',
          'arn:aws:ec2:*:*:key-pair/*',
          'arn:aws:ec2:*:*:network-interface/*',
          'arn:aws:ec2:*:*:security-group/*',
          'arn:aws:ec2:*:*:subnet/*',
        ],
      ),
      allow('TagWhatIsMade', ['ec2:CreateTags'], '*', {
        StringEquals: { 'ec2:CreateAction': 'RunInstances' },
      }),
      allow(
        'ChangeOurs',
        [
          'ec2:CreateTags',
          'ec2:DeleteTags',
          'ec2:StartInstances',
          'ec2:StopInstances',
          'ec2:RebootInstances',
          'ec2:TerminateInstances',
        ],
        instances,
        ours,
      ),
      allow('ImportKey', ['ec2:ImportKeyPair'], '*'),
      ...(targetGroups.length === 0
        ? []
        : [
            allow(
              'TargetGroups',
              ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
              targetGroups.map((group) =>
                group.startsWith('arn:') ? group : `arn:aws:elasticloadbalancing:*:*:targetgroup/${group}/*`,
              ),
            ),
          ]),
      ...(bucket ? throughBucket(project, bucket) : []),
    ],
  };
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
  Condition?: object,
) {
  return { Sid, Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

/**
 * The policy for the profile of instances that set themselves up: they fetch the kit and builds of the project, and change
 * nothing.
 */
export function instancePolicyFor(project: string, bucket: BucketSettings) {
  return {
    Version: '2012-10-17',
    Statement: throughBucket(project, bucket, ['s3:GetObject'], 'FetchBuilds'),
  };
}

function throughBucket(
  project: string,
  { bucket, prefix }: BucketSettings,
  actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  id = 'KeepBuilds',
) {
  const keys = `${prefix}${project}/*`;
  return [
    allow('ListBuilds', ['s3:ListBucket'], `arn:aws:s3:::${bucket}`, { StringLike: { 's3:prefix': keys } }),
    allow(id, actions, `arn:aws:s3:::${bucket}/${keys}`),
  ];
}
