import { writeKnownHosts } from '../../hosts/host.mjs';
import { timed } from '../../measuring/timed.mjs';
import { pythonEnvironment } from '../../peers/install.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { configFiles, debianPackages, tools } from './inventory.mjs';

/** All packages in one operation. */
const atOnce = `apt.packages(name="tools", packages=${JSON.stringify(debianPackages)}, _sudo=True)`;

/** One operation per tool, as if each tool were declared where it is needed. */
const oneByOne = `for packages in ${JSON.stringify(tools.map(({ packages }) => packages))}:
    apt.packages(name=packages[0], packages=packages, _sudo=True)`;

const deploy = (packages) => `
from pyinfra.operations import apt, files

${packages}
for name, path in ${JSON.stringify(configFiles.map(({ name, path }) => [name, path]))}:
    files.put(name=path, src="files/" + name, dest=path, mode="644", _sudo=True)
`;

/** pyinfra: one operation for the packages, or one for each tool; one for each file. */
export function pyinfraContestant(hosts, { memory = false, forEachTool = false } = {}) {
  const knownHosts = writeKnownHosts(hosts);
  const inventory = hosts.map(({ name, address, port, user, identityFile }) => [
    name,
    {
      ssh_hostname: address,
      ssh_port: port,
      ssh_user: user,
      ssh_key: identityFile,
      ssh_known_hosts_file: knownHosts,
    },
  ]);
  const folder = projectFolder(forEachTool ? 'provision-pyinfra-tools' : 'provision-pyinfra', {
    'inventory.py': `web = [${inventory.map(([name, data]) => `(${JSON.stringify(name)}, ${JSON.stringify(data)})`)}]\n`,
    'deploy.py': deploy(forEachTool ? oneByOne : atOnce),
    ...Object.fromEntries(configFiles.map(({ name, content }) => [`files/${name}`, content])),
  });
  const pyinfra = pythonEnvironment('pyinfra', ['pyinfra'])('pyinfra');
  return {
    name: forEachTool ? 'pyinfra, an operation for each tool' : 'pyinfra',
    run: () => timed(pyinfra, ['-y', 'inventory.py', 'deploy.py'], { cwd: folder, memory }),
  };
}
