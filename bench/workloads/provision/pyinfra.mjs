import { writeKnownHosts } from '../../hosts/host.mjs';
import { timed } from '../../measuring/timed.mjs';
import { pythonEnvironment } from '../../peers/install.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { configFiles, debianPackages } from './inventory.mjs';

const deploy = `
from pyinfra.operations import apt, files

apt.packages(name="tools", packages=${JSON.stringify(debianPackages)}, _sudo=True)
for name, path in ${JSON.stringify(configFiles.map(({ name, path }) => [name, path]))}:
    files.put(name=path, src="files/" + name, dest=path, mode="644", _sudo=True)
`;

/** pyinfra: one operation for the packages, one for each file. */
export function pyinfraContestant(hosts, { memory = false } = {}) {
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
  const folder = projectFolder('provision-pyinfra', {
    'inventory.py': `web = [${inventory.map(([name, data]) => `(${JSON.stringify(name)}, ${JSON.stringify(data)})`)}]\n`,
    'deploy.py': deploy,
    ...Object.fromEntries(configFiles.map(({ name, content }) => [`files/${name}`, content])),
  });
  const pyinfra = pythonEnvironment('pyinfra', ['pyinfra'])('pyinfra');
  return {
    name: 'pyinfra',
    run: () => timed(pyinfra, ['-y', 'inventory.py', 'deploy.py'], { cwd: folder, memory }),
  };
}
