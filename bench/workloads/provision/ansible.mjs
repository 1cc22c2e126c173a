import { ansibleInventory, ansibleWays, playbook } from '../../peers/ansible.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { configFiles, debianPackages, tools } from './inventory.mjs';

/** All packages in one task, as its manual advises. */
const packagesAtOnce = [{ name: 'tools', 'ansible.builtin.apt': { name: debianPackages, state: 'present' } }];

/** One task per tool, as with one role per tool. */
const packagesOneByOne = tools.map(({ tool, packages }) => ({
  name: tool,
  'ansible.builtin.apt': { name: packages, state: 'present' },
}));

const files = [
  {
    name: 'configuration',
    'ansible.builtin.copy': { src: '{{ item.name }}', dest: '{{ item.path }}', mode: '0644' },
    loop: configFiles.map(({ name, path }) => ({ name, path })),
  },
];

/** The ansible contestants, by the names of `ansibleWays`. */
export function ansibleContestants(hosts, ways, { memory = false } = {}) {
  return ways.map((name) => contestant(hosts, `ansible, ${name}`, ansibleWays[name], packagesAtOnce, memory));
}

/** ansible with default settings and one task per tool. */
export function ansibleTaskForEach(hosts) {
  return contestant(hosts, 'ansible, default, a task for each tool', ansibleWays.default, packagesOneByOne);
}

function contestant(hosts, name, way, packages, memory = false) {
  const play = {
    hosts: 'web',
    become: true,
    ...(way.facts ? {} : { gather_facts: false }),
    tasks: [...packages, ...files],
  };
  const folder = projectFolder(`provision-${name.replaceAll(/[^a-z]+/g, '-')}`, {
    'inventory.yml': ansibleInventory({ web: hosts }),
    'playbook.yml': JSON.stringify([play], undefined, 2),
    ...Object.fromEntries(configFiles.map((file) => [`files/${file.name}`, file.content])),
  });
  return { name, run: () => playbook(folder, hosts, way, { memory }) };
}
