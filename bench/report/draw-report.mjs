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
  return `How long fck takes, and how long others take for the same. Measured on ${date} on ${machine.cores} cores of ${machine.cpu},
${machine.memory}, ${machine.system}, kernel ${machine.kernel}. Figures are medians; what stands in brackets is how many times
as long as fck. This page is written by \`npm run bench\`; all single figures are in [\`${file}\`](../${file}).`;
}

/** Rounds of a case, as they are asked for. */
const usualRounds = 5;

/** How often each case was run: as usual, but for those that are named. */
function roundsText(measured) {
  const fewest = new Map();
  for (const { workload, hosts, roundTrip, samples } of measured) {
    const name = `${workload} of ${hosts}${roundTrip > 0 ? ` at ${roundTrip} ms` : ''}`;
    const rounds = Math.min(samples.length, fewest.get(name) ?? samples.length);
    if (rounds > 0) fewest.set(name, rounds);
  }
  const fewer = [...fewest].filter(([, rounds]) => rounds < usualRounds);
  const named = fewer.map(([name, rounds]) => `${name}, ${rounds}`).join('; ');
  return `${usualRounds} times${named === '' ? '' : ` (less often, and some of it a day before: ${named})`}`;
}

function howMeasured({ versions, measured }) {
  const rows = Object.entries(versions).map(([name, version]) => [name, version]);
  return `## How it is measured

    npm run bench                                everything; some hours
    npm run bench -- provision --hosts 1,10      a part; results are merged into those of the day
    npm run bench -- --quick                     one round of the smallest cases: whether it works
    npm run bench -- --report                    this page, from the newest results
    npm run bench -- --help                      all options

It needs what [throwaway hosts](../packages/plugin-sandbox/README.md#it-needs) need, and access to PyPI and the packages of the
distribution. Peers are installed into \`.bench/\` in their newest versions:

${table(['program', 'version'], rows, 2)}

- Each case is run in turns, A B C A B C …, after a round that does not count, ${roundsText(measured)}. Time is that of the
  whole process, from its start to its end, with no connection left from before.
- Up to 10 hosts are throwaway hosts with systemd; more are light ones: sshd in namespaces, over the same disk image. They run on the
  machine that measures, and take its cores from all contestants alike.
- 50 ms of round trip are made by a small proxy of ours, which delays every byte by 25 ms each way and limits nothing. It lacks TCP's slow
  start, which would cost those more who send more. 100 Mbit/s are made by the kernel (tbf), in both directions.
- ansible "default" is as it comes, with facts; "tuned" has pipelining, no facts and a fork for each host, up to 50; "mitogen" is tuned,
  with mitogen's strategy. pyinfra, fabric and capistrano do not have such settings.
- Bytes are what the interfaces of the receiving hosts counted. Memory is the peak of what the command and its children hold, with what they
  share counted once.`;
}
