import { errorKind } from '@fck/core';

/** What can go wrong with hosts on EC2. */
export const awsErrors = {
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
    'A host that serves the new build was not found healthy by a target group of its role in time. Its activation was undone.',
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
