import { fck, fckHosts } from '../../peers/fck.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { configFiles, tools } from './inventory.mjs';

/** Declares the configuration files, as a plugin of a project does. */
const plugin = `
import { readFileSync } from 'node:fs';

export default function configFiles(fck, { files }) {
  fck.hooks.provision.tap('config-files', (context) => {
    for (const { path, name } of files) {
      const content = readFileSync(new URL('files/' + name, import.meta.url), 'utf8');
      context.declare({
        name: path + ' is there',
        check: async (remote) => (await remote.read(path)) === content,
        apply: async (remote) => void (await remote.as('root').write(path, content)),
      });
    }
  });
}
`;

const official = [
  'git',
  'python-build',
  'distribute',
  'supervisor',
  'systemd',
  'nginx-gunicorn',
  'aws',
  'sandbox',
];

/** `fck run provision`, with the default plugins. */
export function fckContestant(hosts, { memory = false, node } = {}) {
  const config = {
    name: 'bench',
    plugins: [
      ...official,
      ['./config-files.mjs', { files: configFiles.map(({ path, name }) => ({ path, name })) }],
    ],
    parallel: Math.max(20, hosts.length),
    roles: {
      web: { hosts: fckHosts(hosts), provision: { tools: tools.map(({ tool }) => tool) } },
    },
  };
  const folder = projectFolder('provision-fck', {
    'fck.yaml': JSON.stringify(config, undefined, 2),
    'config-files.mjs': plugin,
    ...Object.fromEntries(configFiles.map(({ name, content }) => [`files/${name}`, content])),
  });
  return { name: 'fck', run: () => fck(folder, ['run', 'provision'], { memory, node }) };
}
