import type { CliCommand, Fck } from '@fck/core';
import { variablesOf } from '../kit/configured-values.js';
import { type Kit, makeKit } from '../kit/make-kit.js';
import type { S3Store } from '../s3/store.js';
import { NODE_MIRROR, nodeReleases } from '../user-data/node-release.js';
import { requireBootable } from '../user-data/require-bootable.js';
import { bootScript } from '../user-data/script.js';
import { roleNamedIn } from './role-argument.js';

/** `fck ec2 user-data <role>` */
export function userDataCommand(fck: Fck, s3: S3Store): CliCommand {
  return {
    summary:
      'prints the user data by which new instances of a role bring themselves up, and stores what they need',
    usage: '<role>',
    options: {
      include: { about: 'further files or folders that plugins read, separated by commas', kind: 'text' },
      'node-mirror': {
        about: `where instances get Node if they have none (default: ${NODE_MIRROR})`,
        kind: 'text',
      },
    },
    async run({ args, options, dryRun, progress }) {
      const { project } = fck;
      const role = roleNamedIn(fck, args, 'user-data');
      const user = requireBootable(role);
      const bucket = s3.bucketOf(project);
      const [kit, releases] = await Promise.all([
        makeKit(fck, process.argv[1] ?? '', textOf(options['include']).split(',').filter(Boolean)),
        nodeReleases(process.version, textOf(options['node-mirror']) || NODE_MIRROR),
      ]);
      const key = `${project.name}/kits/${kit.sha256}.tar.gz`;
      const { needed, unused } = variablesOf(project);
      const node = typeof releases === 'string' ? {} : releases;
      if (typeof releases === 'string')
        progress(`Instances need a Node of their own: its checksums were not found (${releases}).`);
      if (needed.length > 0)
        progress(
          `Instances need lines NAME=value for ${needed.join(', ')} in /etc/fck/${project.name}.env: see docs/aws.md.`,
        );
      const { url, region } = await bucket.address(key);
      const isKept = (await bucket.list(key)).some(({ size }) => size === kit.archive.length);
      if (!isKept && !dryRun) await bucket.put(key, kit.archive);
      progress(
        `${inWords(kit)} ${isKept ? 'is in' : dryRun ? 'would be put into' : 'was put into'} ${bucket.name}${key}.`,
      );
      const { sha256, command, config } = kit;
      const script = bootScript({
        project: project.name,
        role: role.name,
        user,
        region,
        kit: { url, sha256 },
        command,
        config,
        node,
        variables: needed,
        unused,
      });
      const { files, packages, archive } = kit;
      return {
        document: {
          kit: { url, sha256, bytes: archive.length, files, packages },
          node,
          variables: needed,
          script,
        },
        text: dryRun ? [...files, ...packages].join('\n') : script,
      };
    },
  };
}

function inWords({ files, packages, archive }: Kit): string {
  const size = (archive.length / 2 ** 20).toFixed(1);
  return `The kit (${files.length} files of the project, ${packages.length} packages, ${size} MiB)`;
}

function textOf(option: string | boolean | undefined): string {
  return typeof option === 'string' ? option : '';
}
