// The table of docs/reliability.md: one row for each case of the fault suite, updated by the runs in which it passed.

const start = '<!-- table: begin -->';
const end = '<!-- table: end -->';
const header = '| case | tried | seed | what held |\n| --- | ---: | ---: | --- |\n';

/** The page with these rows in its table, which replace those of the same cases. */
export function renewPage(page, rows) {
  const [before, table, after] = page.split(new RegExp(`${start}|${end}`));
  if (after === undefined) throw new Error('docs/reliability.md has no table');
  const lines = new Map(
    table
      .split('\n')
      .slice(3)
      .filter((line) => line.startsWith('|'))
      .map((line) => [line.split(' | ')[0].slice(2), line]),
  );
  for (const { title, tried, seed, held } of rows)
    lines.set(title, `| ${title} | ${tried} | ${seed} | ${held} |`);
  return `${before}${start}\n${header}${[...lines.values()].join('\n')}\n${end}${after}`;
}
