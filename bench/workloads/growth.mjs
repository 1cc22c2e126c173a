import { writeKnownHosts } from '../hosts/host.mjs';
import { lightHosts, removeLightHosts } from '../hosts/light-hosts.mjs';
import { interleaved } from '../measuring/interleaved.mjs';
import { ansibleContestants } from './provision/ansible.mjs';
import { fckContestant } from './provision/fck.mjs';
import { furnish } from './provision/furnish.mjs';
import { pyinfraContestant } from './provision/pyinfra.mjs';

/** Maximum number of hosts for peers: with more, a round of theirs would take many minutes. */
const most = { 'ansible, tuned': 50, 'ansible, mitogen': 50, pyinfra: 100 };

/** Time and memory of a provision that finds nothing to do, as the fleet grows. */
export const growth = {
  name: 'growth',
  defaults: { hosts: [1, 10, 50, 100, 200] },
  quick: { hosts: [3] },
  async measure({ options, say, record }) {
    const all = await lightHosts(Math.max(...options.hosts), say);
    try {
      writeKnownHosts(all);
      await Promise.all(all.map(furnish));
      for (const count of options.hosts) {
        say(`  growth: ${count} hosts`);
        const contestants = options.choose(contestantsFor(all.slice(0, count)));
        const measured = await interleaved(contestants, { ...options, say });
        record({ workload: 'growth', hosts: count, roundTrip: 0, kind: 'light' }, measured);
      }
    } finally {
      removeLightHosts();
    }
  },
};

function contestantsFor(hosts) {
  const memory = { memory: true };
  const makers = {
    fck: () => fckContestant(hosts, memory),
    'ansible, tuned': () => ansibleContestants(hosts, ['tuned'], memory)[0],
    'ansible, mitogen': () => ansibleContestants(hosts, ['mitogen'], memory)[0],
    pyinfra: () => pyinfraContestant(hosts, memory),
  };
  return Object.entries(makers)
    .filter(([name]) => hosts.length <= (most[name] ?? Number.POSITIVE_INFINITY))
    .map(([name, make]) => ({ name, make }));
}
