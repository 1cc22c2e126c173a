import { errorKind } from '@fck/core';

/** What can go wrong with any call of AWS. */
export const accountErrors = {
  denied: errorKind(
    'AWS_DENIED',
    'The active account is not allowed to do this. `fck ec2 doctor` shows the account and its missing permissions.',
    (action: string, who: string, why: string) => ({
      message: `AWS does not allow ${action} to ${who}: ${why}`,
      hint: `Allow ${action} in its IAM policy (docs/aws.md has a minimal one), or use another account. \`fck ec2 doctor\` checks all permissions.`,
    }),
  ),
  credentials: errorKind(
    'AWS_CREDENTIALS',
    'AWS was given no credentials, or such that it does not take.',
    (why: string) => ({
      message: `There are no valid AWS credentials: ${why}`,
      hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (`aws: {profile: …}`), or give `aws_key` and `aws_secret`. With SSO, run `aws sso login`.',
    }),
  ),
  noRegion: errorKind('AWS_NO_REGION', 'It is not said in which region the instances are.', () => ({
    message: 'It is not said which AWS region to use.',
    hint: 'Write `aws: {region: eu-central-1}` into the configuration, or set AWS_REGION.',
  })),
  unreachable: errorKind(
    'AWS_UNREACHABLE',
    'The API of AWS did not answer in time.',
    (action: string, where: string, why: string) => ({
      message: `${action} got no answer from ${where}: ${why}`,
      hint: 'Check the network, the proxy (HTTPS_PROXY) and the region. What was begun is found and finished by the next run.',
    }),
  ),
  badAnswer: errorKind(
    'AWS_BAD_ANSWER',
    'What answered is not the API of AWS, or its answer was cut off.',
    (action: string, why: string) => ({
      message: `The answer to ${action} makes no sense: ${why}`,
      hint: 'A proxy may have answered in place of AWS: check `endpoint_url` and HTTPS_PROXY. What was begun is found and finished by the next run.',
    }),
  ),
  refused: errorKind(
    'AWS_REFUSED',
    'AWS refused a call. Its own code and words are shown.',
    (action: string, code: string, why: string) => ({
      message: `AWS refused ${action}: ${why} (${code})`,
      hint:
        hints[code] ?? 'Check the `aws:` section of the role against what the account has in this region.',
    }),
  ),
  noBucket: errorKind(
    'AWS_NO_BUCKET',
    'Builds are to travel via S3, and it is not said through which bucket.',
    () => ({
      message: 'It is not said through which bucket of S3 builds travel.',
      hint: 'Write `s3: {bucket: …}` at the top of the configuration.',
    }),
  ),
};

const hints: Readonly<Record<string, string>> = {
  VcpuLimitExceeded:
    'The account may not run more vCPUs of this kind: ask for a higher quota, or lower `count`.',
  InstanceLimitExceeded: 'The account may not run more instances: ask for a higher quota, or lower `count`.',
  'InvalidKeyPair.NotFound':
    'Give the name of a key pair of this region as `key_name`, or let fck import one: `import_key: ~/.ssh/id_ed25519.pub`.',
  'InvalidSubnetID.NotFound': 'Subnets belong to one region: check `subnet_ids` and `region`.',
  InvalidParameterValue: 'Check the `aws:` section: the words of AWS say which value.',
  NoSuchBucket: 'Make the bucket first (`aws s3 mb s3://…`), or check `s3: {bucket: …}`.',
  PermanentRedirect: 'The bucket is in another region: write `s3: {region: …}`.',
  OperationNotPermitted:
    'It may be protected against termination (or stopping): remove the protection in the account.',
};
