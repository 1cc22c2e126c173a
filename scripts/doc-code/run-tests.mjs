// Runs the tests on the pages unchanged: with Vitest, and in CommonJS with Node's own runner.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../prepare.mjs';
import { inPages, work } from './page-folder.mjs';

/** Time limit in milliseconds for all tests of a runner. */
const PATIENCE = 120_000;

/** @returns {string[]} the failures, as the runner prints them */
export function runTests(files) {
  const tests = files.filter(({ path }) => /\.test\.[cm]?[jt]s$/.test(path)).map(({ path }) => path);
  const forVitest = tests.filter((path) => path.endsWith('.ts'));
  const forNode = tests.filter((path) => !path.endsWith('.ts'));
  // Without the repository's projects and aliases: packages are resolved as in a user's project.
  const include = forVitest.map((path) => relative(work, path));
  writeFileSync(
    join(work, 'vitest.config.mjs'),
    `export default ${JSON.stringify({ test: { include, isolate: false } })};\n`,
  );
  return [
    ...(forVitest.length > 0 ? run(join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', work) : []),
    ...(forNode.length > 0 ? run('--test', ...forNode) : []),
  ];
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: work,
    encoding: 'utf8',
    timeout: PATIENCE,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return status === 0 ? [] : [`a test that is shown fails:\n${inPages(`${stdout}\n${stderr}`.trim())}`];
}
