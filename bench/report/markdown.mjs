/** A table in Markdown, its columns padded; columns from `numbersFrom` on are right-aligned. */
export function table(columns, rows, numbersFrom = 1) {
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(3, ...all.map((row) => row[index].length)));
  const line = (row) =>
    `| ${row.map((cell, index) => (index < numbersFrom ? cell.padEnd(widths[index]) : cell.padStart(widths[index]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, index) => (index < numbersFrom ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(columns), rule, ...rows.map(line)].join('\n');
}

/** Seconds, with significant digits only. */
export function seconds(value) {
  if (value < 0.1) return `${(value * 1000).toFixed(0)} ms`;
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} s`;
}

/** A factor, with significant digits only. */
export function factor(value) {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

/** Bytes, as megabytes of a million. */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
