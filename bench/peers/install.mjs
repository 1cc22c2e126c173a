import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cache } from '../paths.mjs';

/** Newest first, those of pyenv too: the newest ansible runs only on the newest Pythons. */
const pythons = ['14', '13', '12']
  .flatMap((minor) => [`python3.${minor}`, ...pyenv(minor)])
  .concat('python3');

/** A peer that could not be installed, and why. */
export class Unavailable extends Error {}

/**
 * A separate virtual environment for packages of PyPI, in their newest versions. It is made once; remove the folder to make it
 * again.
 *
 * @param {string} name the folder's name
 * @param {readonly string[]} packages
 * @returns {(program: string) => string} returns the path of one of its programs
 * @throws {Unavailable} if pip could not install them
 */
export function pythonEnvironment(name, packages) {
  const folder = join(cache, 'peers', name);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    succeed(newestPython(), '-m', 'venv', folder);
    succeed(join(folder, 'bin/pip'), 'install', '--quiet', ...packages);
    succeed('touch', complete);
  }
  return (program) => join(folder, 'bin', program);
}

/**
 * Capistrano as a gem in a separate folder, else from Debian's packages.
 *
 * @returns {{cap: string, env: NodeJS.ProcessEnv}}
 * @throws {Unavailable} if neither can be installed
 */
export function capistrano() {
  const folder = join(cache, 'peers', 'capistrano');
  const own = { cap: join(folder, 'bin/cap'), env: { GEM_HOME: folder, GEM_PATH: folder } };
  if (existsSync(own.cap)) return own;
  if (!works('gem', '--version')) spawnSync('apt-get', ['install', '-y', '-q', 'ruby']);
  const gems = ['capistrano', 'ed25519', 'bcrypt_pbkdf'];
  const gem = spawnSync('gem', ['install', '--no-document', '-q', ...gems], {
    env: { ...process.env, ...own.env },
  });
  if (gem.status === 0 && existsSync(own.cap)) return own;
  const debian = ['capistrano', 'ruby-ed25519', 'ruby-bcrypt-pbkdf'];
  if (!works('cap', '--version')) spawnSync('apt-get', ['install', '-y', '-q', ...debian]);
  if (works('cap', '--version')) return { cap: 'cap', env: {} };
  throw new Unavailable('neither RubyGems nor the packages of this system gave capistrano');
}

function pyenv(minor) {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  const named = readdirSync(versions).filter((version) => version.startsWith(`3.${minor}.`));
  return named.map((version) => join(versions, version, 'bin/python3'));
}

function newestPython() {
  const found = pythons.find((python) => works(python, '-c', 'import venv'));
  if (!found) throw new Unavailable('there is no Python 3 with venv on this machine');
  return found;
}

function works(program, ...args) {
  return spawnSync(program, args).status === 0;
}

function succeed(program, ...args) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Unavailable(`${program} ${args.join(' ')}: ${stderr.trim().slice(-500)}`);
}
