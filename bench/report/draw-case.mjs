import { median, spread } from '../measuring/statistics.mjs';

/** A case as a table for the terminal: medians, and their ratios to the first one. */
export function drawCase(about, measured) {
  const ours = measured.find(({ contestant }) => contestant.startsWith('fck'));
  const rows = measured.map((one) => {
    const seconds = secondsOf(one);
    if (seconds === undefined) return [one.contestant, 'not measured', one.failure?.split('\n')[0] ?? ''];
    const ratio = ratioText(one, ours, 'seconds');
    const wide = `±${Math.round(spread(one.samples.map((sample) => sample.seconds)) * 50)} %`;
    return [one.contestant, `${seconds.toFixed(2)} s`, ratio, wide, extras(one, ours)];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const title = Object.entries(about)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  return [`\n  ${title}`, ...lines.map((line) => `    ${line.trimEnd()}`), ''].join('\n');
}

function secondsOf(measured) {
  if (!measured || measured.samples.length === 0) return undefined;
  return median(measured.samples.map(({ seconds }) => seconds));
}

/**
 * How many times as much as ours. Contestants took turns, so that rounds are compared one by one: what slowed down a whole round does
 * not count.
 */
function ratioText(one, ours, key) {
  const pairs = one.samples.flatMap((sample, index) => {
    const other = ours?.samples[index]?.[key];
    return sample[key] === undefined || other === undefined ? [] : [sample[key] / other];
  });
  return pairs.length === 0 ? '' : `${median(pairs).toFixed(2)} ×`;
}

function extras(one, ours) {
  const { samples } = one;
  const of = (key) => samples.flatMap((sample) => (sample[key] === undefined ? [] : [sample[key]]));
  const megabytes = of('megabytes');
  const bytes = of('bytes');
  const cpu = of('cpu');
  return [
    ...(megabytes.length > 0 ? [`${median(megabytes).toFixed(0)} MB of memory`] : []),
    ...(cpu.length > 0
      ? [
          `${median(cpu).toFixed(2)} s of CPU, ${ratioText(one, ours, 'cpu')}`,
          `${median(of('controlCpu')).toFixed(2)} s of it here`,
        ]
      : []),
    ...(bytes.length > 0 ? [`${(median(bytes) / 1e6).toFixed(2)} MB sent`] : []),
  ].join(', ');
}
