// Prepares a fresh clone: installs missing packages, builds changed code. Plain JavaScript, since it runs before anything is
// installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program, shows its output, and ends this process with its exit code if it fails. */
export function run(program, args, options = {}) {
  const { status, signal } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (signal) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
}

/** npm writes this file last: it does not exist after an interrupted installation. */
const installed = `${root}/node_modules/.package-lock.json`;

function isInstalled() {
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}/package-lock.json`).mtimeMs
  );
}

/** Installs and builds whatever is missing or out of date. */
export function prepare() {
  if (!isInstalled()) run('npm', ['ci', '--no-audit', '--no-fund']);
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-b']);
}

/** The same, and the bundle, which users and whole test runs start. */
export function prepareWithBundle() {
  prepare();
  run(process.execPath, ['scripts/bundle.mjs']);
}
