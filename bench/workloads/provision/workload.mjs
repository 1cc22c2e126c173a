import { delayed } from '../../hosts/delayed.mjs';
import { onHost, writeKnownHosts } from '../../hosts/host.mjs';
import { lightHosts, removeLightHosts } from '../../hosts/light-hosts.mjs';
import { removeSandboxHosts, sandboxHosts } from '../../hosts/sandbox-hosts.mjs';
import { interleaved } from '../../measuring/interleaved.mjs';
import { currentNode } from '../../peers/node.mjs';
import { ansibleContestants, ansibleTaskForEach } from './ansible.mjs';
import { capistranoContestant } from './capistrano.mjs';
import { fabricContestant } from './fabric.mjs';
import { fckContestant } from './fck.mjs';
import { floorContestant } from './floor.mjs';
import { furnish } from './furnish.mjs';
import { missing } from './inventory.mjs';
import { pyinfraContestant } from './pyinfra.mjs';

/** With more hosts, light ones are used: this machine cannot run so many instances of systemd. */
const mostSandboxHosts = 10;

/** Twenty tools and five files, all up to date. */
export const provision = workload('provision', [1, 10, 50], async () => {});

/** The same with three small tools missing on every host; their packages are in the hosts' own caches. */
export const install = workload('install', [1, 10], (hosts) => eachHost(hosts, removeSome));

function workload(name, hosts, reset) {
  return {
    name,
    defaults: { hosts, roundTrips: [0, 50] },
    quick: { hosts: [1], roundTrips: [0] },
    async measure({ options, say, record }) {
      for (const count of options.hosts) {
        const light = count > mostSandboxHosts;
        const near = light ? await lightHosts(count, say) : await sandboxHosts('web', count, say);
        try {
          writeKnownHosts(near);
          await eachHost(near, furnish);
          for (const roundTrip of options.roundTrips) {
            say(`  ${name}: ${count} hosts, ${roundTrip} ms`);
            await measureCase({ near, roundTrip, name, light, reset, options, say, record });
          }
        } finally {
          if (light) removeLightHosts();
          else await removeSandboxHosts(say, 'web');
        }
      }
    },
  };
}

async function measureCase({ near, roundTrip, name, light, reset, options, say, record }) {
  const { hosts, close } = await delayed(near, roundTrip);
  const prepare = async () => {
    writeKnownHosts(near);
    await reset(near);
    writeKnownHosts(hosts);
  };
  try {
    const chosen = options.choose(contestants(hosts));
    const measured = await interleaved(
      chosen.map((contestant) => ({ ...contestant, prepare })),
      { ...options, say },
    );
    record({ workload: name, hosts: hosts.length, roundTrip, kind: light ? 'light' : 'sandbox' }, measured);
  } finally {
    close();
  }
}

function contestants(hosts) {
  return [
    { name: 'fck', make: () => fckContestant(hosts) },
    { name: 'ssh, one script', make: () => floorContestant(hosts) },
    { name: 'ansible, default', make: () => ansibleContestants(hosts, ['default'])[0] },
    { name: 'ansible, tuned', make: () => ansibleContestants(hosts, ['tuned'])[0] },
    { name: 'ansible, mitogen', make: () => ansibleContestants(hosts, ['mitogen'])[0] },
    { name: 'pyinfra', make: () => pyinfraContestant(hosts) },
    { name: 'fabric', make: () => fabricContestant(hosts) },
    { name: 'capistrano', make: () => capistranoContestant(hosts) },
    // They take minutes for many hosts; one host is enough to compare them.
    ...(hosts.length === 1 ? forOneHost(hosts) : []),
  ];
}

function forOneHost(hosts) {
  const name = `fck, with Node ${process.versions.node.split('.')[0]}`;
  const older = { name, make: () => ({ ...fckContestant(hosts, { node: process.execPath }), name }) };
  return [
    { name: 'ansible, default, a task for each tool', make: () => ansibleTaskForEach(hosts) },
    {
      name: 'pyinfra, an operation for each tool',
      make: () => pyinfraContestant(hosts, { forEachTool: true }),
    },
    ...(currentNode() === process.execPath ? [] : [older]),
  ];
}

function removeSome(host) {
  return onHost(host, `sudo dpkg --purge ${missing.join(' ')} >/dev/null 2>&1`);
}

async function eachHost(hosts, act) {
  await Promise.all(hosts.map(act));
}
