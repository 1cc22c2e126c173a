import { drawHolding } from './draw-targets.mjs';
import { Lookup } from './lookup.mjs';
import { table } from './markdown.mjs';
import { drawSection, sections } from './sections.mjs';
import { drawSummary } from './summary.mjs';

/**
 * The text of docs/performance.md.
 *
 * @param {{date: string, machine: Record<string, unknown>, versions: Record<string, string>, measured: object[]}} results
 * @param {{file: string, plots: {workload: string, file: string, title: string}[]}} options `file`: where results are
 */
export function drawReport(results, { file, plots }) {
  const lookup = new Lookup(results.measured);
  const drawn = sections.flatMap((section) => {
    const text = drawSection(section, lookup);
    const plot = plots.find(({ workload }) => workload === section.workload);
    return [text, plot && `![${plot.title}](${plot.file})`].filter((part) => part !== undefined);
  });
  const parts = [
    '# Performance',
    introduction(results, file),
    drawSummary(lookup),
    ...drawHolding(lookup),
    ...drawn,
    howMeasured(results),
  ];
  return `${parts.join('\n\n')}\n`;
}

function introduction({ date, machine }, file) {
  return `How long fck takes, compared with other tools. Measured on ${date} on ${machine.cores} cores of ${machine.cpu},
${machine.memory}, ${machine.system}, kernel ${machine.kernel}. Figures are medians; the factor in brackets
compares them with fck. \`npm run bench\` writes this page; all single figures are in [\`${file}\`](../${file}).`;
}

/** Requested rounds of a case. */
const usualRounds = 5;

/** How often each case was run: the usual number, and the exceptions. */
function roundsText(measured) {
  const fewest = new Map();
  for (const { workload, hosts, roundTrip, samples } of measured) {
    const name = `${workload} of ${hosts}${roundTrip > 0 ? ` at ${roundTrip} ms` : ''}`;
    const rounds = Math.min(samples.length, fewest.get(name) ?? samples.length);
    if (rounds > 0) fewest.set(name, rounds);
  }
  const fewer = [...fewest].filter(([, rounds]) => rounds < usualRounds);
  const named = fewer.map(([name, rounds]) => `${name}, ${rounds}`).join('; ');
  return `${usualRounds} times${named === '' ? '' : ` (less often, and partly a day earlier: ${named})`}`;
}

function howMeasured({ versions, measured }) {
  const rows = Object.entries(versions).map(([name, version]) => [name, version]);
  return `## How it is measured

    npm run bench                                everything; takes some hours
    npm run bench -- provision --hosts 1,10      a part; results are merged into those of the day
    npm run bench -- --quick                     one round of the smallest cases, as a test
    npm run bench -- --report                    this page, from the newest results
    npm run bench -- --help                      all options

The benchmark has the [requirements of throwaway hosts](../packages/plugin-sandbox/README.md#it-needs), and needs access to PyPI and the packages of
the distribution. It installs the peers into \`.bench/\` in their newest versions:

${table(['program', 'version'], rows, 2)}

- The contestants of each case take turns, A B C A B C …, after a round that does not count, ${roundsText(measured)}. Time is that of
  the whole process, from its start to its end, without connections left from an earlier run.
- Up to 10 hosts are throwaway hosts with systemd; more are light ones: sshd in namespaces, over the same disk image. They run on the
  measuring machine, and use its cores to the disadvantage of all contestants alike.
- Our own small proxy makes the round trip of 50 ms: it delays every byte by 25 ms each way and limits nothing. It does not simulate TCP's
  slow start, which would slow down contestants that send more. The kernel (tbf) limits the network to 100 Mbit/s, in both directions.
- ansible "default" has its default settings, with facts; "tuned" has pipelining, no facts and a fork for each host, up to 50; "mitogen" is tuned,
  with mitogen's strategy. pyinfra, fabric and capistrano do not have such settings.
- Bytes are those that the network interfaces of the receiving hosts counted. Memory is the peak of the command and its children, with shared
  memory counted once.`;
}
