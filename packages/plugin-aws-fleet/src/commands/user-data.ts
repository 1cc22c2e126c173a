import { type CliCommand, command, type Fck } from '@fck/core';
import type { S3Store } from '../s3/store.js';
import { makeUserData } from '../user-data/make-user-data.js';
import { NODE_MIRROR } from '../user-data/node-release.js';
import { roleNamedIn } from './role-argument.js';

/** `fck ec2 user-data <role>` */
export function userDataCommand(fck: Fck, s3: S3Store): CliCommand {
  return command({
    about:
      'prints the user data by which new instances of a role bring themselves up, and stores what they need',
    usage: '<role>',
    options: {
      include: { about: 'further files or folders that plugins read', kind: 'list' },
      'node-mirror': {
        about: 'where instances get Node if they have none',
        kind: 'text',
        default: NODE_MIRROR,
      },
    },
    async run({ args, options, dryRun, progress }) {
      const role = roleNamedIn(fck, args, 'user-data');
      const { script, kit, url, node, variables } = await makeUserData({
        fck,
        role,
        bucket: () => s3.bucketOf(fck.project),
        program: process.argv[1] ?? '',
        include: options.include,
        nodeMirror: options['node-mirror'],
        dryRun,
        progress,
      });
      const { sha256, archive, files, packages } = kit;
      return {
        document: { kit: { url, sha256, bytes: archive.length, files, packages }, node, variables, script },
        text: dryRun ? [...files, ...packages].join('\n') : script,
      };
    },
  });
}
