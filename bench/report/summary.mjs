import { factor, seconds, table } from './markdown.mjs';

/** What each row of the summary compares: fck, the fastest way by hand, and the best of the others. */
const rows = [
  {
    text: 'No-op provision, 1 host, 50 ms away',
    workload: 'provision',
    hosts: 1,
    roundTrip: 50,
  },
  { text: 'The same, on the local network', workload: 'provision', hosts: 1, roundTrip: 0 },
  { text: 'The same, 50 hosts', workload: 'provision', hosts: 50, roundTrip: 0 },
  { text: 'Three tools are missing, 1 host, 50 ms away', workload: 'install', hosts: 1, roundTrip: 50 },
  { text: 'Copy a build with 1 % changed, 1 host', workload: 'ship', hosts: 1, network: 'lan' },
  { text: 'The same, 100 Mbit/s', workload: 'ship', hosts: 1, network: '100mbit' },
  { text: 'Deploy a changed line to 3 hosts', workload: 'deploy', hosts: 3 },
];

/** By hand: a script that is written only for these hosts. */
const BY_HAND = /^(ssh, |rsync)/;

/** One table: the results first. */
export function drawSummary(lookup) {
  const drawn = rows.flatMap(({ text, ...like }) => {
    const own = lookup.of('fck', like);
    if (own === undefined) return [];
    const others = [...new Set(lookup.where(like).map(({ contestant }) => contestant))].filter(
      (name) => !name.startsWith('fck'),
    );
    const best = (names) =>
      names
        .map((name) => ({ name, value: lookup.of(name, like) }))
        .filter(({ value }) => value !== undefined)
        .toSorted((a, b) => a.value - b.value)[0];
    const cell = (found) =>
      found === undefined ? '' : `${seconds(found.value)} (${factor(found.value / own)} ×), ${found.name}`;
    const byHand = best(others.filter((name) => BY_HAND.test(name)));
    const peer = best(others.filter((name) => !BY_HAND.test(name)));
    return [[text, seconds(own), cell(byHand), cell(peer)]];
  });
  return table(['', 'fck', 'by hand', 'the fastest other'], drawn, 1);
}
