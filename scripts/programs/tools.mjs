// ruff, shellcheck, vermin and pytest, in the versions of requirements.txt, from the Python package index.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * Installs the tools, unless these versions are installed.
 *
 * @param {string} root the repository
 * @returns {string} the folder of their programs
 * @throws {Error} with one sentence, if there is no Python with venv, or pip could not install them
 */
export function installedTools(root) {
  const cache = join(root, 'node_modules/.cache/fck-programs');
  const versions = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(cache, versions);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    install(folder, mkdtempSync(join(cache, 'part-')));
  }
  return join(folder, 'bin');
}

/**
 * The folder is renamed into place when it is complete. Programs work at any path; those in Python name the old one, and are
 * started by its `python`.
 */
function install(folder, part) {
  try {
    succeed('Python 3 with venv is needed to check Python and shell programs (on Debian: python3-venv)', [
      'python3',
      '-m',
      'venv',
      part,
    ]);
    succeed('pip could not install ruff, shellcheck, vermin and pytest from the Python package index', [
      join(part, 'bin/pip'),
      ...['install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', '--requirement'],
      requirements,
    ]);
    if (!existsSync(folder)) renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function succeed(problem, [program, ...args]) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return;
  const why = error?.message ?? `${stderr}${stdout}`.trim().split('\n').at(-1);
  throw new Error(`${problem}: ${why}`);
}
