import { errorKind } from '@fck/core';

/** What can go wrong with instances that deploy to themselves. */
export const fleetErrors = {
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
    'Instances of a role cannot bring themselves up: a setting of the role is missing.',
    (role: string, why: string, hint: string) => ({
      message: `Instances of "${role}" cannot bring themselves up: ${why}.`,
      hint,
    }),
  ),
  kitSecret: errorKind(
    'AWS_KIT_SECRET',
    'A file that instances would get contains a secret. Nothing was stored.',
    (file: string) => ({
      message: `${file}, which every instance would get, contains a secret of the configuration.`,
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
};
