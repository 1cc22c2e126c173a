import { factor, megabytes, seconds, table } from './markdown.mjs';

/** One table for each workload: contestants as rows, cases as columns; medians, and their ratios to fck's. */
export const sections = [
  {
    workload: 'provision',
    title: 'No-op provision',
    about:
      'Twenty tools and five configuration files, all up to date. Each peer is used as its experts use it: ansible with one `apt` task for all packages and a `copy` for the files, pyinfra with `apt.packages` and `files.put`, fabric and capistrano with a check for each tool and each file. For one host, ansible and pyinfra were also measured with a task for each tool, as in a configuration that declares each tool where it is needed. fck’s configuration does that. `ssh, one script` is the lower bound: one script, written by hand for these hosts alone.',
    extra: [],
  },
  {
    workload: 'install',
    title: 'Three tools are missing',
    about:
      'The same, with three small packages removed before every run. They are installed from the hosts’ own caches, so that mirrors do not influence the result.',
    extra: [],
  },
  {
    workload: 'build-flask',
    title: 'Build of a small site',
    about:
      'The example `flask-notes` with twelve packages, on the measuring machine: on a host that has nothing, not even packages in a cache; again without a change; after a change of one line of code; and after a change of one requirement. fck makes a complete, byte-compiled, checksummed and read-only build beside the last one. By hand, one virtualenv is changed in place, and nothing is compiled: with `pip install .`, or with `uv sync`, and for one line with `pip install --no-deps --force-reinstall .`, or `uv pip install --no-deps .`.',
    extra: [],
  },
  {
    workload: 'build-django',
    title: 'Build of a site with Django',
    about: 'The same with Django, its REST framework, Celery, Pillow, psycopg and what these need.',
    extra: [],
  },
  {
    workload: 'ship-first',
    title: 'First copy of a build',
    about:
      'About 200 MB in 12,000 files, from the host that has the build to hosts that have none. fck verifies every copied file; the others do not.',
    extra: [['bytes', 'received', megabytes]],
  },
  {
    workload: 'ship',
    title: 'Copy of a build with 1 % changed',
    about:
      'The hosts have the previous build. The others are commands that you would type by hand: a complete tarball, or rsync against the previous copy. rsync skips unchanged files that have kept their times (`-a`), and must read them if the build was made from scratch (`-c`).',
    extra: [['bytes', 'received', megabytes]],
  },
  {
    workload: 'deploy',
    title: 'Deploy of a changed line',
    about:
      'One host builds, three run the site. Measured until the last of them shows the changed line, and until the command has ended. fck verifies every build before the switch and drops no request; ansible restarts the service.',
    extra: [['ended', 'ended', seconds]],
  },
  { workload: 'startup', title: 'Start-up', about: 'Commands that connect to no host.', extra: [] },
  {
    workload: 'growth',
    title: 'Growth',
    about:
      'A no-op provision on a growing number of hosts: time, and peak memory of the command and its children.',
    extra: [['megabytes', 'memory', (value) => `${value.toFixed(0)} MB`]],
  },
];

/** A section in Markdown; empty if its workload was not measured. */
export function drawSection({ workload, title, about, extra }, results) {
  const measured = results.where({ workload });
  if (measured.length === 0) return undefined;
  const cases = distinct(measured.map(caseOf), (one) => JSON.stringify(one)).sort(fewerHostsFirst);
  const contestants = distinct(
    measured.map(({ contestant }) => contestant),
    String,
  );
  const figures = [['seconds', '', seconds], ...extra];
  const columns = cases.flatMap((one) =>
    figures.map(([, name]) => [caseTitle(workload, one), name].filter(Boolean).join(', ') || 'median'),
  );
  const rows = contestants.map((contestant) => [
    contestant,
    ...cases.flatMap((one) =>
      figures.map(([figure, , draw]) =>
        cell({ results, like: { workload, ...one }, contestant, figure, draw }),
      ),
    ),
  ]);
  const failures = measured.flatMap(({ contestant, failure }) =>
    failure === undefined ? [] : [`Not measured: ${contestant}: ${failure.split('\n')[0]}.`],
  );
  return [`## ${title}`, about, table(['', ...columns], rows), ...distinct(failures, String)].join('\n\n');
}

function cell({ results, like, contestant, figure, draw }) {
  const value = results.of(contestant, like, figure);
  if (value === undefined) return '';
  const ours = results.of(like.workload === 'startup' ? 'node -e 0' : 'fck', like, figure);
  const reference = contestant === 'fck' || contestant === 'node -e 0' || ours === undefined;
  return reference ? draw(value) : `${draw(value)} (${factor(value / ours)} ×)`;
}

function caseOf({ hosts, roundTrip, network, change }) {
  return { hosts, roundTrip, network, ...(change === undefined ? {} : { change }) };
}

/** Cases that were measured again are last in the results. */
function fewerHostsFirst(one, other) {
  return one.hosts - other.hosts || one.roundTrip - other.roundTrip;
}

/** What happened since the last build. */
const changeTitles = {
  first: 'first',
  nothing: 'nothing changed',
  line: 'one line',
  dependency: 'one requirement',
};

function caseTitle(workload, { hosts, roundTrip, network, change }) {
  if (workload === 'startup') return '';
  if (change !== undefined) return changeTitles[change];
  const where = network === 'lan' ? '' : network.replace('mbit', ' Mbit/s');
  const far = workload === 'provision' || workload === 'install' ? `${roundTrip} ms` : '';
  return [`${hosts} ${hosts === 1 ? 'host' : 'hosts'}`, far, where].filter(Boolean).join(', ');
}

function distinct(items, key) {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
