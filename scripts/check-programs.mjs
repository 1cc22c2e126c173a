// Fails if ruff or shellcheck finds a problem in a Python or shell program of the repository, if vermin finds what Python 3.6
// does not have in one for hosts, or if ruff would format one in another way. With `--write`, as `npm run format` calls it, it formats them, and fixes what ruff can fix.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { root } from './prepare.mjs';
import { installedTools } from './programs/tools.mjs';

const OLDEST_PYTHON = ['--quiet', '--target=3.6-', '--violations', '--no-tips'];
const SHELL = /^#!.*[/ ](?:ba|da)?sh\b/;

const write = process.argv.includes('--write');
try {
  const tools = installedTools(root);
  const passed = [
    run(join(tools, 'ruff'), 'check', '--quiet', write ? '--fix' : '--no-fix'),
    run(join(tools, 'ruff'), 'format', '--quiet', ...(write ? [] : ['--diff'])),
    run(join(tools, 'shellcheck'), ...files().filter(isShell)),
    run(join(tools, 'python'), join(tools, 'vermin'), ...OLDEST_PYTHON, ...files().filter(isForHosts)),
  ];
  if (passed.includes(false)) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function run(program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
}

/** The files of the repository. */
function files() {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  // git also lists removed files.
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** Builds need a newer Python, and check for it. */
function isForHosts(file) {
  return /^packages\/(?!plugin-python-build\/)[^/]+\/python\/[^/]+\.py$/.test(file);
}

/** Files that end with `.sh`, and files without an extension that begin with `#!/bin/sh` or the like. */
function isShell(file) {
  const path = join(root, file);
  return (
    file.endsWith('.sh') ||
    (extname(file) === '' && statSync(path).isFile() && SHELL.test(readFileSync(path, 'utf8')))
  );
}
