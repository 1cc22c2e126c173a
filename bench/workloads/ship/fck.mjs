import { fck, fckHosts } from '../../peers/fck.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { treeFolder } from './tree.mjs';

/** Makes a build of the tree on the builder; making builds is not measured here. */
const plugin = `
import { sh } from '@fck/core';
import { z } from 'zod';

export default function tree(fck) {
  fck.builders.register('tree', {
    kind: 'made',
    about: 'A folder of the host, as it is.',
    schema: z.strictObject({}),
    async build({ remote, paths, nameFor, number }) {
      const commit = number.toString(16).padStart(7, '0');
      const name = nameFor(commit);
      await remote.run(sh\`cp -a -- ${treeFolder} \${paths.build(name)}\`);
      return { name, commit, sources: [] };
    },
  });
}
`;

/** Where builds are on the hosts. */
export const buildsFolder = '/opt/www/bench/builds';

/** The project whose role \`web\` copies builds from its role \`builder\`. */
export class ShipProject {
  #folder;

  constructor(builder, targets) {
    const config = {
      name: 'bench',
      plugins: ['git', 'distribute', './tree.mjs'],
      keep_builds: 2,
      parallel: 20,
      roles: {
        builder: {
          hosts: fckHosts([builder]),
          provision: { tools: ['rsync', 'zstd', 'ssh'], allow_access: { roles: 'web' } },
          build: { tree: {} },
        },
        web: {
          hosts: fckHosts(targets),
          provision: { create_key_pair: true, request_access: { roles: 'builder' } },
          build: { copy_from: { role: 'builder' } },
        },
      },
    };
    this.#folder = projectFolder('ship-fck', {
      'fck.yaml': JSON.stringify(config, undefined, 2),
      'tree.mjs': plugin,
    });
  }

  provision() {
    return fck(this.#folder, ['run', 'provision']);
  }

  build() {
    return fck(this.#folder, ['run', 'build', '-r', 'builder']);
  }

  copy() {
    return fck(this.#folder, ['run', 'build', '-r', 'web']);
  }
}
