import { factor, megabytes, seconds, table } from './markdown.mjs';

/** One table for each workload: contestants down, cases across; medians, and how many times fck's they are. */
export const sections = [
  {
    workload: 'provision',
    title: 'A provision that finds nothing to do',
    about:
      'Twenty tools and five configuration files, all there already. Each peer is written as its experts write it: ansible with one `apt` task for all packages and a `copy` over the files, pyinfra with `apt.packages` and `files.put`, fabric and capistrano with a check for each tool and each file. With one host, ansible and pyinfra are written with a task for each tool as well, as it comes of declaring each tool where it is needed, which is what fck’s configuration does. `ssh, one script` is the floor: one script, written by hand for these hosts alone.',
    extra: [],
  },
  {
    workload: 'install',
    title: 'Three tools are missing',
    about:
      'The same, with three small packages removed before every run. They are installed from the hosts’ own caches, so no mirror is measured.',
    extra: [],
  },
  {
    workload: 'ship-first',
    title: 'A build for the first time',
    about:
      'About 200 MB in 12,000 files, from the host that has it to hosts that have nothing. fck checks every file of the copy; the others do not.',
    extra: [['bytes', 'received', megabytes]],
  },
  {
    workload: 'ship',
    title: 'A build of which 1 % changed',
    about:
      'The hosts have the build before it. The others are what one types by hand: the whole as a tarball, or rsync against the copy before, which need not read unchanged files where they kept their times (`-a`) and must where the build was made anew (`-c`).',
    extra: [['bytes', 'received', megabytes]],
  },
  {
    workload: 'deploy',
    title: 'A change of one line, from command to served',
    about:
      'One host builds, three serve: until the last of them shows the changed line, and until the command has ended. fck proves every build before it serves and drops no request; ansible restarts the service.',
    extra: [['ended', 'ended', seconds]],
  },
  { workload: 'startup', title: 'Start-up', about: 'Commands that reach no host.', extra: [] },
  {
    workload: 'growth',
    title: 'Growth',
    about:
      'The provision that finds nothing to do, on more and more hosts; time, and the peak of memory of the command and its children.',
    extra: [['megabytes', 'memory', (value) => `${value.toFixed(0)} MB`]],
  },
];

/** A section in Markdown; nothing, if its workload was not measured. */
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

function caseOf({ hosts, roundTrip, network }) {
  return { hosts, roundTrip, network };
}

/** Cases that were measured again stand last in the results. */
function fewerHostsFirst(one, other) {
  return one.hosts - other.hosts || one.roundTrip - other.roundTrip;
}

function caseTitle(workload, { hosts, roundTrip, network }) {
  if (workload === 'startup') return '';
  const where = network === 'lan' ? '' : network.replace('mbit', ' Mbit/s');
  const far = workload === 'provision' || workload === 'install' ? `${roundTrip} ms` : '';
  return [`${hosts} ${hosts === 1 ? 'host' : 'hosts'}`, far, where].filter(Boolean).join(', ');
}

function distinct(items, key) {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
