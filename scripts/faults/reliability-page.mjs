// The table of docs/reliability.md: one row for each case of the fault suite, renewed by the runs that tried it.

const start = '<!-- table: begin -->';
const end = '<!-- table: end -->';
const header = '| case | tried | seed | what held |\n| --- | ---: | ---: | --- |\n';

/** The rows that a run of vitest proves, from its JSON report. A case that failed has a row that says so. */
export function rowsOf(report) {
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed')
    .map(({ title, status, meta }) => ({
      title,
      times: status === 'passed' ? meta.fault.times : 0,
      held: status === 'passed' ? meta.fault.held : '**failed in the last run**',
    }));
}

/** The page with these rows in its table, in place of those of the same cases. */
export function renewPage(page, rows, seed) {
  const [before, table, after] = page.split(new RegExp(`${start}|${end}`));
  if (after === undefined) throw new Error('docs/reliability.md has no table');
  const lines = new Map(
    table
      .split('\n')
      .slice(3)
      .filter((line) => line.startsWith('|'))
      .map((line) => [line.split(' | ')[0].slice(2), line]),
  );
  for (const { title, times, held } of rows) lines.set(title, `| ${title} | ${times} | ${seed} | ${held} |`);
  return `${before}${start}\n${header}${[...lines.values()].join('\n')}\n${end}${after}`;
}
