import { errorKind } from '@fck/core';

/** What can go wrong with hosts on EC2. */
export const awsErrors = {
  denied: errorKind(
    'AWS_DENIED',
    'The account in force may not do what is asked. `fck ec2 doctor` says which account that is, and which permissions it lacks.',
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
  noCapacity: errorKind(
    'AWS_NO_CAPACITY',
    'AWS has no room for an instance of any of the types and subnets that the role allows.',
    (name: string, tried: readonly string[], why: string) => ({
      message: `There is no room for ${name} now: ${why}`,
      hint: `Tried: ${tried.join('; ')}. Add more to \`instance_type\` or \`subnet_ids\`, or run it again later: what was made is kept and counted.`,
    }),
  ),
  died: errorKind(
    'AWS_INSTANCE_DIED',
    'A new instance ended before it ran.',
    (name: string, id: string, why: string) => ({
      message: `${name} (${id}) ended before it ran: ${why}`,
      hint: '`fck ec2 console` shows what it said. Usual causes: a volume limit, a key of KMS that may not be used, an image for another architecture.',
    }),
  ),
  notUp: errorKind(
    'AWS_NOT_UP',
    'A new instance did not come up in time.',
    (name: string, id: string, what: string, within: number) => ({
      message: `${name} (${id}) did not ${what} within ${within} s.`,
      hint: 'It was not removed: the next run waits for it again. Check security groups and routes; `fck ec2 console` shows its console. `aws: {wait: …}` gives it more time.',
    }),
  ),
  noImage: errorKind(
    'AWS_NO_IMAGE',
    'The image that a role names does not exist in the region.',
    (image: string, region: string) => ({
      message: `There is no image ${image} in ${region}.`,
      hint: 'Ids of images differ from region to region. Name it by `ami: {ssm: …}` or `ami: {owner: …, name: …}` instead of `ami_id`.',
    }),
  ),
  noGroup: errorKind(
    'AWS_NO_SECURITY_GROUP',
    'A security group that a role names does not exist.',
    (names: readonly string[], known: readonly string[]) => ({
      message: `There is no security group ${names.join(', ')} there.`,
      hint: `There are: ${known.join(', ') || 'none'}. Groups belong to one VPC and region.`,
    }),
  ),
  noTargetGroup: errorKind(
    'AWS_NO_TARGET_GROUP',
    'A target group that a role names does not exist in the region, or cannot take instances.',
    (group: string, why: string) => ({
      message: `The target group ${group} cannot be used: ${why}`,
      hint: 'Check `target_groups` of the role, and `region`. fck does not make target groups: their type must be `instance` or `ip`.',
    }),
  ),
  notHealthy: errorKind(
    'AWS_NOT_HEALTHY',
    'A host that serves the new build was not found healthy by a target group of its role in time. It was taken back.',
    (host: string, group: string, health: string, within: number) => ({
      message: `The target group ${group} does not find ${host} healthy within ${within} s: ${health}`,
      hint: 'Check the path and port of its health check, and that the security group of the host lets the load balancer in. `aws: {wait: {healthy: …}}` gives it more time.',
      host,
    }),
  ),
  notOurs: errorKind(
    'AWS_NOT_OURS',
    'Instances were named that AWS does not confirm to be of this project. Nothing was done.',
    (ids: readonly string[], project: string) => ({
      message: `AWS does not confirm that ${ids.join(', ')} ${ids.length === 1 ? 'is' : 'are'} tagged as fck's, for the project "${project}". Nothing was done.`,
      hint: '`fck ec2 list` shows the instances of the project. Others are never touched.',
    }),
  ),
  byId: errorKind(
    'AWS_CONFIRM',
    'Instances are only terminated by id, or with the project and role spelled out. Those that were named are shown with their ids, states and builds.',
    (named: readonly { readonly id: string; readonly about: string }[]) => ({
      message: 'Instances are terminated by id. Nothing was done.',
      detail: named.length === 0 ? undefined : named.map(({ about }) => about).join('\n'),
      hint:
        named.length === 0
          ? '`fck ec2 list` shows the instances of this project, with their ids.'
          : `If you mean ${named.length === 1 ? 'this one' : 'exactly these'}: fck ec2 terminate ${named.map(({ id }) => id).join(' ')}`,
    }),
  ),
  confirmName: errorKind(
    'AWS_CONFIRM_NAME',
    '`fck ec2 terminate --confirm` was not given the name of this project and of a role in it.',
    (given: string, project: string) => ({
      message: `--confirm ${given} names no role of the project "${project}". Nothing was done.`,
      hint: 'Write it as <project>/<role>. `fck ec2 list` shows the instances of this project.',
    }),
  ),
  outsideSelection: errorKind(
    'AWS_OUTSIDE_SELECTION',
    'Instances were named that `-r` or `-H` leave out. Nothing was done.',
    (what: string) => ({
      message: `${what} is not among what -r and -H choose. Nothing was done.`,
      hint: 'Leave -r and -H out, or name what they choose.',
    }),
  ),
  notAPublicKey: errorKind(
    'AWS_NOT_A_PUBLIC_KEY',
    'The file of `import_key` holds something else than one public key. It was not sent to AWS.',
    (path: string, what: string) => ({
      message: `${path} ${what}. It was not sent to AWS.`,
      hint: 'AWS takes a public key as ssh-keygen writes it, of type ed25519 or RSA: the file that ends with .pub.',
      where: { file: path },
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
  notAnInstance: errorKind(
    'AWS_NOT_AN_INSTANCE',
    'A command that an instance of EC2 runs for itself was run elsewhere, or the instance may not ask who it is.',
    (endpoint: string, why: string) => ({
      message: `This machine cannot learn from ${endpoint} which instance it is: ${why}`,
      hint: '`fck ec2 boot` is run by instances, through what `fck ec2 user-data` prints. On one, check that its metadata service is enabled.',
    }),
  ),
  noRoleNamed: errorKind(
    'AWS_NO_ROLE_NAMED',
    'A command of `fck ec2` that is about one role was not given its name.',
    (verb: string, known: readonly string[]) => ({
      message: `\`fck ec2 ${verb}\` needs the name of one role.`,
      hint: `Write \`fck ec2 ${verb} ${known[0] ?? 'web'}\`. There are: ${known.join(', ') || 'none'}.`,
    }),
  ),
  cannotBoot: errorKind(
    'AWS_CANNOT_BOOT',
    'Instances of a role cannot bring themselves up: the role lacks something for it.',
    (role: string, why: string, hint: string) => ({
      message: `Instances of "${role}" cannot bring themselves up: ${why}.`,
      hint,
    }),
  ),
  kitSecret: errorKind(
    'AWS_KIT_SECRET',
    'A secret stands in a file that instances would be given. Nothing was stored.',
    (file: string) => ({
      message: `A secret of the configuration stands in ${file} itself, which every instance would be given.`,
      hint: 'Take it from the environment: `!env NAME`. What an instance needs of it, it reads from a file of its own: see docs/aws.md.',
      where: { file },
    }),
  ),
  kitLacks: errorKind(
    'AWS_KIT_NO_FILE',
    'A file that instances are to be given does not exist.',
    (path: string) => ({
      message: `There is no ${path} beside the configuration.`,
      hint: 'Paths of `--include` are relative to the folder of the configuration, and separated by commas.',
    }),
  ),
  kitLacksCommand: errorKind(
    'AWS_KIT_NO_COMMAND',
    'Where fck is installed cannot be told, so that instances could not be given it.',
    (program: string) => ({
      message: `${program} belongs to no package.`,
      hint: 'Run `fck ec2 user-data` by the command as npm installs it.',
    }),
  ),
  badRecord: errorKind(
    'AWS_BAD_RECORD',
    'The file in which fck remembers what it asked of AWS cannot be read.',
    (file: string, why: string) => ({
      message: `What was asked of AWS before cannot be read from ${file}: ${why}`,
      hint: 'Restore it from a backup. If there is none, move it away once `fck ec2 list` shows every instance that there is.',
    }),
  ),
  noneNamed: errorKind(
    'AWS_NONE_NAMED',
    'A command of `fck ec2` was not told which instances it is about.',
    (action: string) => ({
      message: `It is not said which instances ${action} is for.`,
      hint: 'Name them by id or name (`fck ec2 list` shows both), or a role with -r: all of it is meant then.',
    }),
  ),
  noSuchRole: errorKind(
    'AWS_NO_SUCH_ROLE',
    'A command of `fck ec2` named a role that has no instances on EC2.',
    (role: string, known: readonly string[]) => ({
      message: `The role "${role}" has no \`aws:\` section.`,
      hint: `Those that have one: ${known.join(', ') || 'none'}.`,
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
    'It may be protected against termination (or stopping): whoever protected it can lift that in the account.',
};
