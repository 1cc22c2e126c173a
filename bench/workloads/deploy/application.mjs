import { execFileSync, spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cache, root } from '../../paths.mjs';

const folder = join(cache, 'projects', 'repositories');

/** The example application as a separate repository; every deploy changes its headline. */
export class Application {
  /** Where the repository is. */
  directory = join(folder, 'flask-notes');
  #changes = 0;

  constructor() {
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(root, 'examples/flask-notes'), this.directory, { recursive: true });
    this.#git('-c', 'init.defaultBranch=main', 'init', '-q');
    this.#commit();
  }

  /** Changes one line and commits it; returns the resulting text on the page. */
  change() {
    this.#changes += 1;
    const headline = `Change number ${this.#changes} of ${Date.now()}`;
    const file = join(this.directory, 'src/flask_notes/__init__.py');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^HEADLINE = .*$/m, `HEADLINE = "${headline}"`));
    this.#commit();
    return headline;
  }

  /**
   * Serves the repository to hosts until `close`.
   *
   * @param {string} address of this machine, as the hosts see it
   */
  async serve(address) {
    const daemon = spawn(
      'git',
      ['daemon', '--export-all', '--reuseaddr', `--base-path=${folder}`, `--listen=${address}`, folder],
      { stdio: 'ignore' },
    );
    process.once('exit', () => daemon.kill());
    const url = `git://${address}/flask-notes`;
    for (let attempts = 0; !answers(url); attempts += 1) {
      if (attempts > 50) throw new Error(`git daemon does not answer at ${url}`);
      await delay(100);
    }
    return { url, close: () => daemon.kill() };
  }

  #commit() {
    this.#git('add', '-A');
    this.#git('commit', '-q', '-m', 'A change');
  }

  #git(...args) {
    const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
    execFileSync('git', [...author, '-C', this.directory, ...args]);
  }
}

function answers(url) {
  try {
    execFileSync('git', ['ls-remote', url], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}
