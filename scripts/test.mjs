// Runs all tests, even from a fresh clone: installs and builds what is missing, checks the style, runs every test, and
// ends with a line `N passed, N failed`. Arguments are passed to vitest: `npm test -- --project unit`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareWithBundle, root } from './prepare.mjs';
import { ensureTestPrograms } from './test-programs.mjs';

ensureTestPrograms();
prepareWithBundle();

const folder = mkdtempSync(join(tmpdir(), 'fck-test-'));
const results = join(folder, 'results.json');
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${results}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);

const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = readResults();
rmSync(folder, { recursive: true, force: true });
// A file that could not be loaded has no failed test, but counts as failed.
const failed = numFailedTests || (status === 0 ? 0 : Math.max(1, numFailedTestSuites));
process.stdout.write(
  `\n${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}\n`,
);
process.exitCode = status === 0 && numPassedTests > 0 ? 0 : 1;

function readResults() {
  try {
    return JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 1 };
  }
}
