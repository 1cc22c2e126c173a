import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder, root } from '../paths.mjs';
import { readResults } from '../results.mjs';
import { drawReport } from './draw-report.mjs';
import { drawWanted } from './draw-targets.mjs';
import { Lookup } from './lookup.mjs';
import { drawPlot } from './plot.mjs';

/** The generated part of bench/README.md. */
const WANTED = /(?<=<!-- wanted -->\n)[\s\S]*(?=<!-- end of wanted -->)/;

/** Writes docs/performance.md, its plots, and the missed targets into bench/README.md, from the newest results. */
export function writeReport() {
  const newest = readdirSync(resultsFolder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .at(-1);
  if (newest === undefined) throw new Error(`there are no results in ${resultsFolder}`);
  const results = readResults(join(resultsFolder, newest));
  const plots = plotsOf(new Lookup(results.measured));
  for (const { file, svg } of plots) writeFileSync(join(root, 'docs', file), svg);
  const text = drawReport(results, { file: `bench/results/${newest}`, plots });
  writeFileSync(join(root, 'docs/performance.md'), text);
  const readme = join(root, 'bench/README.md');
  const wanted = `\n${drawWanted(new Lookup(results.measured))}\n\n`;
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(WANTED, () => wanted),
  );
}

function plotsOf(results) {
  const wanted = [
    { workload: 'provision', roundTrip: 50, title: 'No-op provision, 50 ms away' },
    { workload: 'growth', roundTrip: 0, title: 'No-op provision on a growing number of hosts' },
  ];
  return wanted.flatMap(({ workload, roundTrip, title }) => {
    const lines = linesOf(results, { workload, roundTrip });
    if (lines.length === 0) return [];
    const file = `performance-${workload}.svg`;
    return [{ workload, file, title, svg: drawPlot({ title, x: 'hosts', lines }) }];
  });
}

function linesOf(results, like) {
  const names = [...new Set(results.where(like).map(({ contestant }) => contestant))];
  return names.flatMap((name) => {
    const points = results.where({ ...like, contestant: name }).flatMap(({ hosts }) => {
      const y = results.of(name, { ...like, hosts });
      return y === undefined ? [] : [{ x: hosts, y }];
    });
    const sorted = points.toSorted((a, b) => a.x - b.x);
    return sorted.length > 1 ? [{ name, points: sorted }] : [];
  });
}
