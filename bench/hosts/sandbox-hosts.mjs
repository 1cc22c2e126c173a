import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox } from '@fck/plugin-sandbox';
import { debianPackages, missing, neededByPeers } from '../workloads/provision/inventory.mjs';
import { onHost, writeKnownHosts } from './host.mjs';

const project = 'fck-bench';

/** A separate state folder, with a separate bridge, so that other sandboxes are not disturbed. */
const stateDir = '/var/lib/fck-bench';

const hosts = () => sandbox({ stateDir, installMissing: true });

/**
 * Throwaway hosts of this machine with systemd, and with every package of the workloads installed. Existing ones are reused.
 *
 * @param {string} role what their names begin with
 * @param {number} count
 * @param {(text: string) => void} say told what is being done
 * @returns {Promise<import('./host.mjs').BenchHost[]>}
 */
export async function sandboxHosts(role, count, say) {
  const specs = Array.from({ length: count }, (_, index) => ({
    name: `${role}-${index + 1}`,
    project,
    role,
    user: 'deploy',
    packages: [...debianPackages, ...neededByPeers],
  }));
  const up = await hosts().up(specs, say);
  const reachable = up.map(({ name, address, port, user, identityFile, hostKeys }) => ({
    name,
    address,
    port,
    user,
    identityFile,
    hostKeys,
  }));
  writeKnownHosts(reachable);
  await Promise.all(reachable.map((host) => onHost(host, keepPackages)));
  return reachable;
}

/** Packages that a workload removes are in the host's own cache, so that no mirror is measured. */
const keepPackages = `
ls /var/cache/apt/archives/*.deb >/dev/null 2>&1 && exit
sudo sh -eu <<'END'
printf 'Binary::apt::APT::Keep-Downloaded-Packages "true";\\n' > /etc/apt/apt.conf.d/99keep
apt-get update -q >/dev/null
apt-get install -y -q --reinstall --download-only ${missing.join(' ')} >/dev/null
END
`;

/** Removes all of them, or those of one role. */
export async function removeSandboxHosts(say, role) {
  const all = await hosts().list(project);
  const names = all.filter((host) => role === undefined || host.role === role).map(({ name }) => name);
  if (names.length > 0) await hosts().down({ project, names }, say);
}

/** Seconds of CPU that all processes of a host have used since it was booted. */
export function cpuOfSandboxHost(name) {
  const { id } = recordOf(name);
  const hierarchy = /^\S+ (\S+) cgroup2 /m.exec(readFileSync('/proc/self/mounts', 'utf8'))?.[1];
  if (hierarchy === undefined)
    throw new Error('this machine has no cgroup2, which counts the CPU time of hosts');
  // With systemd on this machine, a host is one of its units.
  const folders = [`fck-${id}`, `system.slice/fck-${id}.service`].map((path) => join(hierarchy, path));
  const folder = folders.find((path) => existsSync(path));
  if (folder === undefined) throw new Error(`there is no cgroup of the sandbox host ${name}`);
  const statistics = readFileSync(join(folder, 'cpu.stat'), 'utf8');
  return Number(/^usage_usec (\d+)$/m.exec(statistics)?.[1]) / 1e6;
}

/** The layers of a host's disk: the image, and above it the folder of the host's changes. */
export function layersOf(name) {
  const { id, image } = recordOf(name);
  return { image, upper: join(stateDir, 'hosts', id, 'disk', 'upper') };
}

function recordOf(name) {
  const folder = join(stateDir, 'hosts');
  for (const id of readdirSync(folder)) {
    const record = JSON.parse(readFileSync(join(folder, id, 'host.json'), 'utf8'));
    if (record.name === name) return record;
  }
  throw new Error(`there is no sandbox host ${name}`);
}
