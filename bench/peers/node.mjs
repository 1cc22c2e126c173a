import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../paths.mjs';
import { Unavailable } from './install.mjs';

const MAJOR = 24;

/**
 * The Node that fck is measured with: the major version with the longest support, as peers get the newest Python that they run on.
 *
 * @returns {string} the program
 * @throws {Unavailable} if npm could not install it
 */
export function currentNode() {
  if (process.versions.node.startsWith(`${MAJOR}.`)) return process.execPath;
  const folder = join(cache, 'peers', 'node');
  const program = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const install = [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--ignore-scripts=false',
      `node@${MAJOR}`,
    ];
    // A script of the package fetches the program; settings may turn scripts off.
    const { status, stderr } = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' });
    if (status !== 0 || !existsSync(program))
      throw new Unavailable(`npm gave no Node ${MAJOR}: ${stderr.trim().slice(-500)}`);
  }
  return program;
}
