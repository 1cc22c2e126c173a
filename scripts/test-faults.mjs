// Runs the long form of the fault suite, for hours: every case of e2e/faults at every point, as often as the table should say.
// Writes the table into docs/reliability.md.
//   npm run test:faults -- [--seed N] [--repeat N] [arguments of vitest, such as -t 'two deployers']
// --repeat N: nothing is repeated more than N times. With -t, only the rows of the cases that ran are renewed; so are those that passed before Ctrl-C.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renewPage } from './faults/reliability-page.mjs';
import { prepare, root } from './prepare.mjs';

const { values, tokens } = parseArgs({
  options: { seed: { type: 'string', default: `${Date.now() % 1_000_000}` }, repeat: { type: 'string' } },
  strict: false,
  tokens: true,
});
const own = new Set(
  tokens
    .filter(({ kind, name }) => kind === 'option' && (name === 'seed' || name === 'repeat'))
    .flatMap(({ index, inlineValue }) => (inlineValue ? [index] : [index, index + 1])),
);
const forVitest = process.argv.slice(2).filter((_, index) => !own.has(index));

prepare();
process.stdout.write(`seed ${values.seed}\n`);
const folder = mkdtempSync(join(tmpdir(), 'fck-faults-'));
const record = join(folder, 'record.ndjson');
writeFileSync(record, '');
// Ctrl-C ends vitest, which shares the terminal; passed cases are written even so.
process.on('SIGINT', () => {});
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'e2e/faults',
    '--project=e2e',
    '--reporter=verbose',
    ...forVitest,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FCK_FAULTS: 'long',
      FCK_FAULTS_SEED: values.seed,
      FCK_FAULTS_RECORD: record,
      ...(values.repeat && { FCK_FAULTS_REPEAT: values.repeat }),
    },
  },
);
const rows = readFileSync(record, 'utf8')
  .trim()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });
const page = join(root, 'docs/reliability.md');
writeFileSync(page, renewPage(readFileSync(page, 'utf8'), rows));
process.exitCode = status ?? 1;
