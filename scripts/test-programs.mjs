// The programs that tests and `npm run lint` use beside Node.js. Root on Debian or Ubuntu installs them; for other users,
// the error names the packages.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package of each program, as Debian and Ubuntu call it. */
const PACKAGES = {
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  git: 'git',
  sudo: 'sudo',
  busybox: 'busybox',
  script: 'bsdutils',
  zsh: 'zsh',
  fish: 'fish',
  tcsh: 'tcsh',
  'git-lfs': 'git-lfs',
  'Python 3 with venv': 'python3-venv',
  // Build backends compile extensions.
  cc: 'gcc libc6-dev',
  cargo: 'cargo',
};

/** Makes sure that no test is skipped because of a missing program. Otherwise ends this process with one sentence. */
export function ensureTestPrograms() {
  const missing = Object.keys(PACKAGES).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap((program) => PACKAGES[program].split(' ')))];
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    process.stderr.write(
      `The tests need ${missing.join(', ')}: sudo apt-get install ${packages.join(' ')}. ` +
        'Without them, `npx vitest run --project unit` runs what it can and names what it skips.\n',
    );
    process.exit(1);
  }
  aptGet('update');
  aptGet('install', '--yes', '--no-install-recommends', ...packages);
}

function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (status !== 0) process.exit(status ?? 1);
}

function isThere(program) {
  if (program === 'Python 3 with venv')
    return spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureTestPrograms();
