import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { timed } from '../../measuring/timed.mjs';
import { projects } from '../../paths.mjs';
import { fck } from '../../peers/fck.mjs';
import { pythonEnvironment } from '../../peers/install.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { Repository } from './application.mjs';

/**
 * @typedef {object} Builder installs one application again and again, with caches of its own
 * @property {Repository} repository
 * @property {() => void} forget removes everything that it has made, as on a new host
 * @property {Record<import('./workload.mjs').Change, () => Promise<{seconds: number}>>} run
 */

/** fck on this machine, with an installer; without one, with fck's default. @returns {Builder} */
export function fckBuilder(kind, installer) {
  const name = `fck-${installer ?? 'default'}`;
  const { folder, repository, caches, forget } = workplace(kind, name);
  const site = projectFolder(join('build', `${kind}-${name}`, 'project'), {
    'fck.yaml': JSON.stringify({
      name: repository.name,
      root: join(folder, 'made'),
      repos: { [repository.name]: { path: repository.folder } },
      roles: {
        builder: { hosts: ['local'], build: { plan: { tests: false, ...(installer && { installer }) } } },
      },
    }),
  });
  const build = () => fck(site, ['run', 'build'], { env: caches });
  return { repository, forget, run: { first: build, nothing: build, line: build, dependency: build } };
}

/** pip in a virtualenv that stays. @returns {Builder} */
export function pipByHand(kind) {
  const { folder, repository, caches, forget } = workplace(kind, 'pip');
  const environment = join(folder, 'made/venv');
  const pip = (...args) =>
    timed(join(environment, 'bin/pip'), ['install', '--quiet', ...args, '.'], {
      cwd: repository.folder,
      env: caches,
    });
  const first = async () => {
    const made = await timed('python3', ['-m', 'venv', environment]);
    const installed = await pip();
    return { seconds: made.seconds + installed.seconds };
  };
  return {
    repository,
    forget,
    run: {
      first,
      nothing: () => pip(),
      line: () => pip('--no-deps', '--force-reinstall'),
      dependency: () => pip(),
    },
  };
}

/** `uv sync` of the same project, installed as a package and not as a link to the code. @returns {Builder} */
export function uvByHand(kind) {
  const { folder, repository, caches, forget } = workplace(kind, 'uv');
  const program = pythonEnvironment('uv', ['uv'])('uv');
  const environment = join(folder, 'made/venv');
  const uv = (...args) =>
    timed(program, args, {
      cwd: repository.folder,
      env: { ...caches, UV_PROJECT_ENVIRONMENT: environment },
    });
  const sync = () => uv('sync', '--quiet', '--no-editable', '--no-dev', '--python', 'python3');
  // `uv sync` does not look at the code.
  const line = () => uv('pip', 'install', '--quiet', '--no-deps', '--python', environment, '.');
  return { repository, forget, run: { first: sync, nothing: sync, line, dependency: sync } };
}

function workplace(kind, name) {
  const folder = join('build', `${kind}-${name}`);
  const repository = new Repository(kind, join(projects, folder, 'repository'));
  const made = join(projects, folder, 'made');
  return {
    folder: join(projects, folder),
    repository,
    caches: { PIP_CACHE_DIR: join(made, 'pip-cache'), UV_CACHE_DIR: join(made, 'uv-cache') },
    // Sealed builds are read-only.
    forget: () =>
      execFileSync('sh', [
        '-c',
        'mkdir -p "$1" && chmod -R u+w "$1" && rm -rf "$1" "$2/uv.lock"',
        'sh',
        made,
        repository.folder,
      ]),
  };
}
