import { slope } from '../measuring/statistics.mjs';

/**
 * @typedef {object} Target
 * @property {string} id by which a remark of `remarks.mjs` names it
 * @property {string} text what is promised
 * @property {number} [atLeast]
 * @property {number} [atMost]
 * @property {string} unit
 * @property {(results: import('./lookup.mjs').Lookup) => number | undefined} figure undefined if not measured
 * @property {(results: import('./lookup.mjs').Lookup) => number | undefined} [floor] what the figure would be if fck took no longer
 *   than the least that does the same by hand
 */

const ratio = (a, b) => (a === undefined || b === undefined ? undefined : a / b);
const tarballs = ['tar.zst, whole', 'tar.gz, whole'];
const rsyncs = ['rsync --link-dest', 'rsync --link-dest -c'];

const SCRIPT = 'ssh, one script';

/** The ratio of two contestants' times to provision. */
const provision = (contestant, roundTrip, other) => (results) => {
  const like = { workload: 'provision', hosts: 1, roundTrip };
  return ratio(results.of(contestant, like), results.of(other, like));
};

function against(roundTrip, least) {
  return Object.entries(least).map(([contestant, atLeast]) => ({
    id: `provision-${contestant.replaceAll(/, /g, '-').replaceAll(' ', '-')}-${roundTrip}`,
    text: `No-op provision, 1 host, ${roundTrip} ms: time of ${contestant}`,
    atLeast,
    unit: '×',
    figure: provision(contestant, roundTrip, 'fck'),
    floor: provision(contestant, roundTrip, SCRIPT),
  }));
}

const floor = (roundTrip) => ({
  id: `provision-floor-${roundTrip}`,
  text: `No-op provision, 1 host, ${roundTrip} ms: time of fck, compared with one script over a cold ssh`,
  atMost: 1.1,
  unit: '×',
  figure: provision('fck', roundTrip, SCRIPT),
});

const fiftyHosts = (roundTrip) => {
  const like = { workload: 'provision', hosts: 50, roundTrip };
  const against = (other) => (results) =>
    ratio(results.best(results.peers(like), like), results.of(other, like));
  return {
    id: `provision-fifty-${roundTrip}`,
    text: `No-op provision, 50 hosts, ${roundTrip} ms: time of the fastest peer`,
    atLeast: 10,
    unit: '×',
    figure: against('fck'),
    floor: against(SCRIPT),
  };
};

const shipped =
  (network, contestants, { figure = 'seconds', by = ['fck'] } = {}) =>
  (results) => {
    const like = { workload: 'ship', hosts: 1, network };
    return ratio(results.best(contestants, like, figure), results.best(by, like, figure));
  };

const startup = (command, atMost) => ({
  id: `startup-${command}`,
  text: `Time of \`fck ${command}\`, compared with \`node -e 0\``,
  atMost,
  unit: '×',
  figure: (results) => {
    const like = { workload: 'startup' };
    return ratio(results.of(`fck ${command}`, like), results.of('node -e 0', like));
  },
});

const growth = (figure) => (results) =>
  [1, 10, 50, 100, 200].flatMap((hosts) => {
    const value = results.of('fck', { workload: 'growth', hosts }, figure);
    return value === undefined ? [] : [{ x: hosts, y: value }];
  });

/** The targets, set before anything was measured; those of a deploy were raised since. @type {Target[]} */
export const targets = [
  ...against(50, {
    'ansible, default': 30,
    'ansible, default, a task for each tool': 30,
    pyinfra: 6,
    'pyinfra, an operation for each tool': 6,
    fabric: 5,
  }),
  floor(50),
  ...against(0, {
    'ansible, default': 20,
    'ansible, default, a task for each tool': 20,
    pyinfra: 6,
    'pyinfra, an operation for each tool': 6,
    fabric: 4,
  }),
  fiftyHosts(50),
  fiftyHosts(0),
  {
    id: 'ship-tarball-lan',
    text: 'Copy a build with 1 % changed, 1 host, lan: time of a complete tarball',
    atLeast: 5,
    unit: '×',
    figure: shipped('lan', tarballs),
    floor: shipped('lan', tarballs, { by: rsyncs }),
  },
  {
    id: 'ship-tarball-100mbit',
    text: 'Copy a build with 1 % changed, 1 host, 100 Mbit/s: time of a complete tarball',
    atLeast: 20,
    unit: '×',
    figure: shipped('100mbit', tarballs),
    floor: shipped('100mbit', tarballs, { by: rsyncs }),
  },
  {
    id: 'ship-bytes',
    text: 'Copy a build with 1 % changed, 1 host: bytes of a complete tarball',
    atLeast: 50,
    unit: '×',
    figure: shipped('lan', tarballs, { figure: 'bytes' }),
  },
  {
    id: 'ship-rsync',
    text: 'Copy a build with 1 % changed, 1 host, lan: time of `rsync --link-dest` by hand',
    atLeast: 1,
    unit: '×',
    figure: shipped('lan', rsyncs),
  },
  {
    id: 'ship-twenty',
    text: 'Copy a build with 1 % changed: time for 20 hosts, compared with 1 host',
    atMost: 4,
    unit: '×',
    figure: (results) =>
      ratio(
        results.of('fck', { workload: 'ship', hosts: 20 }),
        results.of('fck', { workload: 'ship', hosts: 1 }),
      ),
  },
  {
    id: 'build-line',
    text: 'Build after a change of one line: time of fck, compared with `uv pip install --no-deps .`',
    atMost: 1.2,
    unit: '×',
    figure: (results) => {
      const like = { workload: 'build-flask', change: 'line' };
      return ratio(results.of('fck', like), results.of('uv by hand', like));
    },
  },
  {
    id: 'deploy-ansible',
    text: 'Deploy a changed line to three hosts: time of ansible',
    atLeast: 5,
    unit: '×',
    figure: (results) => {
      const like = { workload: 'deploy', hosts: 3 };
      return ratio(
        results.of('ansible, default, a virtualenv for each release', like),
        results.of('fck', like),
      );
    },
  },
  {
    id: 'deploy-ansible-tuned',
    text: 'Deploy a changed line to three hosts: time of ansible, tuned',
    atLeast: 7,
    unit: '×',
    figure: (results) => {
      const like = { workload: 'deploy', hosts: 3 };
      return ratio(
        results.of('ansible, tuned, a virtualenv for each release', like),
        results.of('fck', like),
      );
    },
  },
  {
    id: 'deploy-seconds',
    text: 'Deploy a changed line to three hosts: time of fck',
    atMost: 2,
    unit: 's',
    figure: (results) => results.of('fck', { workload: 'deploy', hosts: 3 }),
  },
  startup('--version', 1.3),
  startup('--help', 2.5),
  startup('tasks', 2.5),
  {
    id: 'growth-memory',
    text: 'Memory per additional host, up to 200',
    atMost: 2,
    unit: 'MB',
    figure: (results) => {
      const points = growth('megabytes')(results);
      return points.length > 1 ? slope(points) : undefined;
    },
  },
  {
    id: 'growth-flat',
    text: 'Time per additional host from 100 to 200, compared with 10 to 100',
    atMost: 1.25,
    unit: '×',
    figure: (results) => {
      const at = (hosts) => growth('seconds')(results).find(({ x }) => x === hosts)?.y;
      const [few, some, many] = [at(10), at(100), at(200)];
      if (few === undefined || some === undefined || many === undefined) return undefined;
      return (many - some) / 100 / ((some - few) / 90);
    },
  },
];

/** Whether a figure meets a target. */
export function holds({ atLeast, atMost }, figure) {
  return (atLeast === undefined || figure >= atLeast) && (atMost === undefined || figure <= atMost);
}
