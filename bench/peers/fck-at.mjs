import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, programIn, root } from '../paths.mjs';

/**
 * fck as it was at a commit, built in a temporary worktree.
 *
 * @param {string} commit
 * @returns {{name: string, program: string, remove: () => void}}
 * @throws {Error} if there is no such commit, or it could not be built
 */
export function fckAt(commit) {
  const id = git('rev-parse', '--verify', '--short', `${commit}^{commit}`).trim();
  const folder = join(cache, 'commits', id);
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  // What a killed run has left may be half built.
  remove();
  git('worktree', 'add', '--quiet', '--detach', folder, id);
  const inFolder = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  try {
    execFileSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], inFolder);
    execFileSync('npx', ['tsc', '-b'], inFolder);
    execFileSync(process.execPath, ['scripts/bundle.mjs'], inFolder);
  } catch (error) {
    remove();
    throw new Error(`fck at ${commit} could not be built`, { cause: error });
  }
  return { name: `fck at ${id}`, program: programIn(folder), remove };
}

function git(...args) {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
}
