import { parseArgs } from 'node:util';

/** How the command is called. */
export const usage = `npm run bench [-- WORKLOAD…] [options]

  WORKLOAD…            which ones; without any, all: provision install build ship deploy startup growth
  --rounds N           rounds that count; one more comes before them (default 5)
  --quick              one round of the smallest case: whether all of it works
  --hosts 1,10         these numbers of hosts
  --round-trips 0,50   these round trips, in milliseconds
  --networks lan,100mbit
  --only fck           contestants whose names begin so; may be given several times
  --against COMMIT     deploy: fck as it was at this commit, too; may be given several times. Nothing is stored without --into
  --into FILE          results are merged into this file (default: bench/results/<date>.json)
  --report             measure nothing: write docs/performance.md from the results
  --down               measure nothing: remove hosts that a run left
`;

/**
 * What the command line asks for.
 *
 * @throws {Error} if it asks for what there is not
 */
export function readArguments(argv, workloads) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      quick: { type: 'boolean', default: false },
      hosts: { type: 'string' },
      'round-trips': { type: 'string' },
      networks: { type: 'string' },
      against: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true },
      into: { type: 'string' },
      report: { type: 'boolean', default: false },
      down: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !workloads.some((workload) => workload.name === name));
  if (unknown.length > 0) throw new Error(`there is no workload ${unknown.join(', ')}\n\n${usage}`);
  const rounds = values.quick ? 1 : Number(values.rounds);
  if (!(rounds >= 1)) throw new Error(`--rounds takes a number from 1\n\n${usage}`);
  return {
    workloads: workloads.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    rounds,
    quick: values.quick,
    hosts: values.hosts?.split(',').map(Number),
    roundTrips: values['round-trips']?.split(',').map(Number),
    networks: values.networks?.split(','),
    only: values.only,
    against: values.against,
    into: values.into,
    report: values.report,
    down: values.down,
    help: values.help,
  };
}
