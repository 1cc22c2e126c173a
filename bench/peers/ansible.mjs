import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKnownHosts } from '../hosts/host.mjs';
import { timed } from '../measuring/timed.mjs';
import { pythonEnvironment } from './install.mjs';

const environment = () => pythonEnvironment('ansible', ['ansible', 'mitogen']);

/**
 * The usual ways to run ansible. Default: its default settings. Tuned: the advice of its manual and guides, which is pipelining, no
 * facts if none are used, as many forks as hosts. Mitogen: the same with mitogen's strategy.
 */
export const ansibleWays = {
  default: { facts: true, settings: () => ({}) },
  tuned: { facts: false, settings: tunedFor },
  mitogen: { facts: false, settings: (hosts) => ({ ...tunedFor(hosts), ...mitogen() }) },
};

function tunedFor(hosts) {
  return { ANSIBLE_PIPELINING: 'True', ANSIBLE_FORKS: String(Math.max(5, Math.min(50, hosts.length))) };
}

function mitogen() {
  const packages = join(environment()('..'), 'lib');
  const [python] = readdirSync(packages);
  return {
    ANSIBLE_STRATEGY_PLUGINS: join(packages, python, 'site-packages/ansible_mitogen/plugins/strategy'),
    ANSIBLE_STRATEGY: 'mitogen_linear',
  };
}

/** An inventory file in YAML, of groups of hosts. */
export function ansibleInventory(groups) {
  const children = Object.entries(groups).map(([group, hosts]) => [
    group,
    { hosts: Object.fromEntries(hosts.map((host) => [host.name, variablesOf(host)])) },
  ]);
  return JSON.stringify({ all: { children: Object.fromEntries(children) } }, undefined, 2);
}

function variablesOf({ address, port, user, identityFile }) {
  return {
    ansible_host: address,
    ansible_port: port,
    ansible_user: user,
    ansible_ssh_private_key_file: identityFile,
    ansible_python_interpreter: '/usr/bin/python3',
  };
}

/**
 * Runs `playbook.yml` with `inventory.yml` of a folder, without connections of earlier runs, and measures its time.
 *
 * @param {string} folder
 * @param {import('../hosts/host.mjs').BenchHost[]} hosts
 * @param {{settings: (hosts: unknown[]) => NodeJS.ProcessEnv}} way
 * @param {{memory?: boolean}} [options]
 */
export async function playbook(folder, hosts, way, options = {}) {
  const sockets = mkdtempSync(join(tmpdir(), 'fb-'));
  const knownHosts = writeKnownHosts(hosts);
  try {
    return await timed(environment()('ansible-playbook'), ['-i', 'inventory.yml', 'playbook.yml'], {
      ...options,
      cwd: folder,
      env: {
        ANSIBLE_SSH_CONTROL_PATH_DIR: sockets,
        ANSIBLE_SSH_COMMON_ARGS: `-F none -o UserKnownHostsFile=${knownHosts}`,
        ANSIBLE_LOCALHOST_WARNING: 'False',
        ...way.settings(hosts),
      },
    });
  } finally {
    closeConnections(sockets);
  }
}

/** ansible leaves its connections open for a minute: the next run would find them. */
function closeConnections(sockets) {
  for (const socket of readdirSync(sockets)) {
    try {
      execFileSync('ssh', ['-o', `ControlPath=${join(sockets, socket)}`, '-O', 'exit', 'none'], {
        stdio: 'ignore',
      });
    } catch {
      // It has closed by itself.
    }
  }
  rmSync(sockets, { recursive: true, force: true });
}

/** Versions, for the record. */
export function ansibleVersions() {
  const list = JSON.parse(
    execFileSync(environment()('pip'), ['list', '--format=json'], { encoding: 'utf8' }),
  );
  const of = (name) => list.find((row) => row.name === name)?.version;
  return { ansible: of('ansible'), 'ansible-core': of('ansible-core'), mitogen: of('mitogen') };
}
